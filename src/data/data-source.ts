import type { Change, Revision } from './feed.ts';

/** What the policy engine reads of the policy data. Records are JSON text in UTF-8. */
export interface DataSource {
  readonly revision: Revision | undefined;
  /** The names of the roots that are objects, whose members are records. */
  collections(): string[];
  /** Roots that are not objects, as JSON text by name. */
  values(): ReadonlyMap<string, string>;
  /** How many records a collection holds, and their bytes of JSON text; zeros where there is none. */
  size(collection: string): { readonly records: number; readonly bytes: number };
  /** One record as JSON text, undefined where there is none. */
  text(collection: string, key: string): string | undefined;
  /**
   * Writes one record's JSON text at `offset` of `target`. Returns the bytes written, -1 where there is no such
   * record, or -2 - n where `target` is too short for its n bytes (nothing is written then).
   */
  copyInto(collection: string, key: string, target: Uint8Array, offset: number): number;
  /** Every key and JSON text of a collection, in no order. Valid until the next change. */
  entries(collection: string): IterableIterator<[key: string, document: string]>;
  /**
   * The keys in one part of a collection, in no order. The parts from 0 to `KEY_PARTS` - 1 hold every key once, and a
   * key stays in its part: whoever reads them one by one with changes in between misses only what was added meanwhile.
   */
  keys(collection: string, part: number): string[];
  /** Calls back after each applied delta with its changes, or with `undefined` after a new snapshot. */
  onChange(listener: (changes: readonly Change[] | undefined) => void): () => void;
}
