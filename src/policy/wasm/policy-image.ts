import type { DataSource } from '../../data/data-source.ts';
import type { Change } from '../../data/feed.ts';
import type { EvaluationClock } from '../builtins.ts';
import type { Moment } from '../moment.ts';
import type { KeyExpression } from '../slice/key-expression.ts';
import { RecordKeys } from '../slice/record-keys.ts';
import type { SlicePlan } from '../slice/slice-plan.ts';
import type { EvaluationTimer } from './evaluation-timer.ts';
import { PolicyMachine } from './policy-machine.ts';
import type { PolicyModule } from './policy-module.ts';
import { type PreparedCopy, type PreparedEvaluation, runPrepared } from './prepared-evaluation.ts';
import { SharedData } from './shared-data.ts';
import { StandingSlice } from './standing-slice.ts';

export interface ImageLimits {
  /** Bytes of JSON text up to which a collection is kept in memory even where records of it would do. */
  readonly sharedBytes: number;
  /** Bytes of memory the module may use, all in all. */
  readonly maximumMemory: number;
  /** Bytes that replaced records may take up before the image should be made anew. */
  readonly replacedBytes: number;
  /** Milliseconds that loading beside may take of a turn of the event loop. */
  readonly turn: number;
}

/** Bytes that evaluations may use without their memory being given back. */
const spareMemory = 32 * 1024 * 1024;

/**
 * A key that stands in another record costs each evaluation a look into that record, about as much as all the rest of
 * the slice; so such a collection is shared up to this many times the size.
 */
const keysFromRecords = 16;

interface Entrypoint {
  readonly number: number;
  readonly slices: readonly { readonly collection: string; readonly keys: readonly KeyExpression[] }[];
}

/** A machine with the shared part of the policy data loaded, kept up to date by `apply`. */
export class PolicyImage {
  readonly #module: PolicyModule;
  readonly #plan: SlicePlan;
  readonly #source: DataSource;
  readonly #limits: ImageLimits;
  readonly #machine: PolicyMachine;
  readonly #shared: SharedData;
  readonly #slice: StandingSlice;
  readonly #onSlice: ((bytes: number) => void) | undefined;
  readonly #sliced = new Set<string>();
  readonly #entrypoints = new Map<string, Entrypoint>();

  constructor(
    module: PolicyModule,
    plan: SlicePlan,
    source: DataSource,
    limits: ImageLimits,
    clock: EvaluationClock,
    timer: EvaluationTimer,
    onSlice?: (bytes: number) => void,
  ) {
    this.#onSlice = onSlice;
    this.#module = module;
    this.#plan = plan;
    this.#source = source;
    this.#limits = limits;
    this.#machine = new PolicyMachine(module, limits.maximumMemory, clock, timer);
    this.#shared = new SharedData(this.#machine, source);
    this.#slice = new StandingSlice(this.#machine, this.#shared, source);
  }

  /**
   * Loads the shared data, stopping after each record. What changes meanwhile is for `interrupt` at once and for
   * `apply` afterwards.
   */
  *load(): Generator<void, void, void> {
    for (const [root, document] of this.#source.values()) {
      if (this.#needs(root)) this.#shared.addValue(root, document);
    }
    for (const collection of this.#source.collections()) {
      if (!this.#needs(collection)) continue;
      if (this.#canSlice(collection) && this.#source.size(collection).bytes > this.#shareable(collection)) {
        this.#sliced.add(collection);
      } else yield* this.#shared.load(collection);
    }
    for (const name of this.#plan.entrypoints) {
      const number = this.#module.entrypoints.get(name);
      if (number === undefined) throw new RangeError(`policy.wasm has no entrypoint ${name}`);
      const slices = [...this.#sliced].flatMap((collection) => {
        const keys = this.#plan.sliceable.get(collection)?.get(name);
        return keys === undefined ? [] : [{ collection, keys }];
      });
      this.#entrypoints.set(name, { number, slices });
    }
    this.#shared.seal(this.#sliced);
  }

  interrupt(): void {
    this.#shared.interrupt();
  }

  /** Follows changes that the source has made already, in order or all at once. */
  apply(changes: Iterable<Pick<Change, 'collection' | 'key'>>): void {
    this.#slice.forget();
    let newCollection = false;
    for (const { collection, key } of changes) {
      if (!this.#needs(collection) || this.#sliced.has(collection)) continue;
      if (!this.#shared.has(collection)) {
        if (!this.#source.collections().includes(collection)) continue;
        this.#shared.addCollection(collection);
        newCollection = true;
      }
      this.#shared.refresh(collection, key);
    }
    if (newCollection) this.#shared.seal(this.#sliced);
  }

  /** Whether a new image would be better: replaced records pile up, or a collection has become large or small. */
  get outgrown(): boolean {
    if (this.#shared.added > this.#limits.replacedBytes || this.bloated) return true;
    for (const collection of this.#plan.sliceable.keys()) {
      const { bytes } = this.#source.size(collection);
      const most = this.#shareable(collection);
      if (this.#sliced.has(collection) ? bytes < most / 2 : bytes > most * 1.25) return true;
    }
    return false;
  }

  /** Bytes of JSON text up to which a collection is shared although records of it would do. */
  #shareable(collection: string): number {
    const keys = [...(this.#plan.sliceable.get(collection)?.values() ?? [])].flat();
    const fromRecords = keys.some(({ root }) => root.kind === 'record');
    return this.#limits.sharedBytes * (fromRecords ? keysFromRecords : 1);
  }

  /** Whether evaluations have made the memory grow far beyond what is usually in use. Memory never shrinks. */
  get bloated(): boolean {
    return this.memory > 2 * this.#shared.size + this.#limits.replacedBytes + spareMemory;
  }

  /** Collections of which each evaluation gets single records. */
  get sliced(): ReadonlySet<string> {
    return this.#sliced;
  }

  /** Bytes of memory in use by the module. */
  get memory(): number {
    return this.#machine.memory.bytes.byteLength;
  }

  /**
   * Evaluates an entrypoint for an input and its JSON text, and gives the result set as JSON text. Evaluations of one
   * moment that follow each other share their slice. Throws when the module aborts; `restart` has to follow then.
   */
  evaluate(entrypoint: string, input: unknown, text: string, moment?: Moment): string {
    return runPrepared(this.#machine, this.#prepare(entrypoint, input, text, moment));
  }

  /** An evaluation made ready on a copy of the memory, to be run elsewhere. Throws as `evaluate`. */
  prepareCopy(entrypoint: string, input: unknown, text: string): PreparedCopy {
    const prepared = this.#prepare(entrypoint, input, text);
    const { bytes } = this.#machine.memory;
    const memory = new Uint8Array(bytes.subarray(0, prepared.heap));
    return { ...prepared, memory, memorySize: bytes.byteLength };
  }

  #prepare(entrypoint: string, input: unknown, text: string, moment?: Moment): PreparedEvaluation {
    const { number, slices } = this.#entrypoint(entrypoint);
    const machine = this.#machine;
    this.#slice.begin(moment);
    if (slices.length > 0) {
      const base = machine.exports.opa_heap_ptr_get();
      const recordKeys = new RecordKeys(input, this.#source);
      for (const { collection, keys: expressions } of slices) {
        const keys = new Set<string>();
        for (const expression of expressions) recordKeys.collect(expression, keys);
        this.#slice.hang(collection, keys);
      }
      this.#slice.seal();
      this.#onSlice?.(machine.exports.opa_heap_ptr_get() - base);
    }
    const { address, bytes } = machine.place(text);
    const heap = machine.exports.opa_heap_ptr_get();
    return { entrypoint: number, data: this.#shared.root, input: address, inputBytes: bytes, heap };
  }

  restart(): void {
    this.#slice.forget();
    this.#machine.restart();
  }

  #entrypoint(name: string): Entrypoint {
    const entrypoint = this.#entrypoints.get(name);
    if (entrypoint === undefined) throw new RangeError(`the policy has no entrypoint ${name}`);
    return entrypoint;
  }

  #needs(root: string): boolean {
    return this.#plan.everything.length > 0 || this.#plan.whole.has(root) || this.#plan.sliceable.has(root);
  }

  #canSlice(collection: string): boolean {
    return this.#plan.sliceable.has(collection);
  }
}
