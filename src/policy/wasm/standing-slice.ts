import type { DataSource } from '../../data/data-source.ts';
import type { Moment } from '../moment.ts';
import type { PolicyMachine } from './policy-machine.ts';
import { parseRecords } from './record-text.ts';
import type { SharedData } from './shared-data.ts';

/** Bytes of memory from which on a slice is begun anew. */
const MOST_BYTES = 8 * 1024 * 1024;

interface Records {
  readonly address: number;
  readonly keys: Set<string>;
}

/**
 * The records that lie in the module's memory besides the shared data. Evaluations of one moment share them: each adds
 * what is not there yet. More records than an evaluation needs make no difference to it, as whole collections don't.
 */
export class StandingSlice {
  readonly #machine: PolicyMachine;
  readonly #shared: SharedData;
  readonly #source: DataSource;
  readonly #records = new Map<string, Records>();
  #moment: Moment | undefined;
  #top = 0;

  constructor(machine: PolicyMachine, shared: SharedData, source: DataSource) {
    this.#machine = machine;
    this.#shared = shared;
    this.#source = source;
  }

  /** Begins an evaluation, on the records of the one before where that was of the same moment. */
  begin(moment: Moment | undefined): void {
    this.#shared.begin();
    const { exports } = this.#machine;
    const base = exports.opa_heap_ptr_get();
    if (moment === undefined || moment !== this.#moment || this.#top - base > MOST_BYTES) this.forget();
    else if (this.#top > base) exports.opa_heap_ptr_set(this.#top);
    this.#moment = moment;
  }

  /** Puts records of a collection into the data document; those that are not there are left out. */
  hang(collection: string, keys: ReadonlySet<string>): void {
    const records = this.#records.get(collection);
    if (records === undefined) {
      const address = parseRecords(this.#machine, this.#source, collection, keys);
      this.#records.set(collection, { address, keys: new Set(keys) });
      this.#shared.hang(collection, address);
      return;
    }
    for (const key of keys) {
      if (records.keys.has(key)) continue;
      this.#shared.put(records.address, collection, key);
      records.keys.add(key);
    }
    this.#shared.hang(collection, records.address);
  }

  /** Keeps what was hung for the next evaluation of the moment. */
  seal(): void {
    this.#top = this.#machine.exports.opa_heap_ptr_get();
  }

  /** To be called when the policy data has changed, or memory is not what it was. */
  forget(): void {
    this.#records.clear();
    this.#moment = undefined;
    this.#top = 0;
  }
}
