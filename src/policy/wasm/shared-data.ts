import type { DataSource } from '../../data/data-source.ts';
import { PolicyAbort, type PolicyMachine } from './policy-machine.ts';
import { DataTextError, parseRecord } from './record-text.ts';

/** How often walking over a collection begins again because it has changed. */
const mostAttempts = 10;

/**
 * The part of the policy data that lies in the module's memory for every evaluation: collections the policy needs
 * whole, small ones, and roots that are not objects. One object, the root, holds them all.
 */
export class SharedData {
  readonly #machine: PolicyMachine;
  readonly #source: DataSource;
  readonly #collections = new Map<string, number>();
  readonly #values = new Map<string, number>();
  readonly #paths = new Map<string, number>();
  #root = 0;
  #rootImage: { readonly address: number; readonly bytes: Buffer } = { address: 0, bytes: Buffer.alloc(0) };
  #base: number;
  #clean = 0;
  #interrupted = false;

  constructor(machine: PolicyMachine, source: DataSource) {
    this.#machine = machine;
    this.#source = source;
    this.#base = machine.exports.opa_heap_ptr_get();
  }

  /** The data document's address; valid after `begin`. */
  get root(): number {
    return this.#root;
  }

  /** Bytes in use below the base. */
  get size(): number {
    return this.#base;
  }

  /** Bytes added since `seal` was first called; most of them replace others. */
  get added(): number {
    return this.#base - this.#clean;
  }

  has(collection: string): boolean {
    return this.#collections.has(collection);
  }

  /**
   * Adds a collection record by record. Stops after each, so that the caller can do something else in between; what
   * changes meanwhile is to be told by `interrupt`, and to be refreshed afterwards.
   */
  *load(collection: string): Generator<void, void, void> {
    this.addCollection(collection);
    const loaded = new Set<string>();
    for (let attempt = 1; attempt < mostAttempts; attempt++) {
      this.#interrupted = false;
      for (const [key] of this.#source.entries(collection)) {
        if (!loaded.has(key)) this.refresh(collection, key);
        loaded.add(key);
        yield;
        if (this.#interrupted) break;
      }
      if (!this.#interrupted) return;
    }
    // It changes all the time: what is left goes at once.
    for (const [key] of this.#source.entries(collection)) {
      if (!loaded.has(key)) this.refresh(collection, key);
    }
  }

  /** Says that the source has changed during a `load`: an iterator over it is no longer valid. */
  interrupt(): void {
    this.#interrupted = true;
  }

  /** Adds a collection without records, in place of a root of the same name. */
  addCollection(collection: string): void {
    this.#resume();
    this.#values.delete(collection);
    this.#collections.set(collection, this.#machine.parse('{}'));
    this.#pause();
  }

  /** Adds a root that is not an object. */
  addValue(root: string, document: string): void {
    this.#resume();
    this.#values.set(root, this.#parseDocument(document, root));
    this.#pause();
  }

  /** Makes one record what the source has now: sets it, replaces it, or removes it. */
  refresh(collection: string, key: string): void {
    const target = this.#collections.get(collection);
    if (target === undefined) return;
    this.#resume();
    this.put(target, collection, key);
    this.#pause();
  }

  /** Makes one record of an object what the source has now, using memory from the end of the heap. */
  put(target: number, collection: string, key: string): void {
    const { exports } = this.#machine;
    const record = parseRecord(this.#machine, this.#source, collection, key);
    const path = this.#machine.parseScratch(`[${JSON.stringify(key)}]`);
    const failed =
      record === undefined
        ? exports.opa_value_remove_path(target, path)
        : exports.opa_value_add_path(target, path, record);
    if (failed !== 0) throw new PolicyAbort(`data.${collection} could not be changed (${failed})`);
  }

  /** Puts everything that was added under the root. `others` are the names that `hang` will be called with. */
  seal(others: Iterable<string>): void {
    this.#resume();
    const { exports, memory } = this.#machine;
    for (const name of [...this.#collections.keys(), ...this.#values.keys(), ...others])
      this.#preparePath(name);
    const start = exports.opa_heap_ptr_get();
    this.#root = this.#machine.parse('{}');
    for (const [name, value] of [...this.#collections, ...this.#values]) this.hang(name, value);
    const end = exports.opa_heap_ptr_get();
    this.#rootImage = { address: start, bytes: Buffer.from(memory.bytes.subarray(start, end)) };
    this.#pause();
    if (this.#clean === 0) this.#clean = this.#base;
  }

  /** Begins an evaluation: forgets the one before, and what it put under the root. */
  begin(): void {
    this.#machine.memory.bytes.set(this.#rootImage.bytes, this.#rootImage.address);
    this.#machine.exports.opa_heap_ptr_set(this.#base);
  }

  /** Puts a value under the root until the next `begin`. */
  hang(name: string, value: number): void {
    const failed = this.#machine.exports.opa_value_add_path(this.#root, this.#paths.get(name) ?? 0, value);
    if (failed !== 0) throw new PolicyAbort(`data.${name} could not be set (${failed})`);
  }

  #preparePath(name: string): void {
    if (!this.#paths.has(name)) this.#paths.set(name, this.#machine.parse(`[${JSON.stringify(name)}]`));
  }

  #resume(): void {
    this.#machine.exports.opa_heap_ptr_set(this.#base);
  }

  #pause(): void {
    this.#base = this.#machine.exports.opa_heap_ptr_get();
  }

  #parseDocument(document: string, root: string): number {
    const { address, bytes } = this.#machine.place(document);
    const value = this.#machine.exports.opa_json_parse(address, bytes);
    if (value === 0) throw new DataTextError(`data.${root} is not JSON`);
    return value;
  }
}
