import type { DataSource } from './data-source.ts';
import type { Change, FeedSink, Revision, SnapshotWriter } from './feed.ts';
import { RecordStore } from './record-store.ts';
import { formatRevision } from './revision.ts';

/** The policy data of this process: a feed writes it, the policy engine reads it. */
export type DataDocument = DataSource & FeedSink;

type ChangeListener = Parameters<DataSource['onChange']>[0];

export interface DataDocumentOptions {
  /** Bytes of a memory block of a large collection, at most and by default 1 MiB. */
  readonly slabBytes?: number;
}

/** An empty document without a revision. It gets both from a feed's first snapshot. */
export function createDataDocument(options: DataDocumentOptions = {}): DataDocument {
  return new MemoryDocument(options.slabBytes);
}

class MemoryDocument implements DataDocument {
  readonly #slabBytes: number | undefined;
  readonly #listeners = new Set<ChangeListener>();
  #revision: Revision | undefined;
  #content: Content;

  constructor(slabBytes: number | undefined) {
    this.#slabBytes = slabBytes;
    this.#content = new Content(slabBytes);
  }

  get revision(): Revision | undefined {
    return this.#revision;
  }

  collections(): string[] {
    return [...this.#content.collections.keys()];
  }

  values(): ReadonlyMap<string, string> {
    return this.#content.values;
  }

  size(collection: string): { readonly records: number; readonly bytes: number } {
    return this.#content.collections.get(collection)?.size ?? { records: 0, bytes: 0 };
  }

  text(collection: string, key: string): string | undefined {
    return this.#content.collections.get(collection)?.text(key);
  }

  copyInto(collection: string, key: string, target: Uint8Array, offset: number): number {
    return this.#content.collections.get(collection)?.copyInto(key, target, offset) ?? -1;
  }

  entries(collection: string): IterableIterator<[key: string, document: string]> {
    return this.#content.collections.get(collection)?.entries() ?? [].values();
  }

  keys(collection: string, part: number): string[] {
    return this.#content.collections.get(collection)?.keys(part) ?? [];
  }

  onChange(listener: ChangeListener): () => void {
    // Wrapped, so that a listener given twice is called twice and each is ended by its own function.
    const entry: ChangeListener = (changes) => listener(changes);
    this.#listeners.add(entry);
    return () => this.#listeners.delete(entry);
  }

  beginSnapshot(): SnapshotWriter {
    const content = new Content(this.#slabBytes);
    let open = true;
    const writable = () => {
      if (!open) throw new Error('this snapshot has been committed');
    };
    return {
      add: (collection, key, document) => {
        writable();
        content.set(collection, key, document);
      },
      setValue: (root, document) => {
        writable();
        content.setRoot(root, document);
      },
      commit: (revision) => {
        writable();
        open = false;
        this.#content = content;
        this.#revision = revision;
        this.#tell(undefined);
      },
    };
  }

  applyDelta(to: Revision, changes: readonly Change[]): void {
    const from = this.#revision;
    if (from === undefined || from.epoch !== to.epoch || from.number > to.number) {
      const at = from === undefined ? 'no revision' : formatRevision(from);
      throw new RangeError(`a delta to ${formatRevision(to)} can't be applied at ${at}`);
    }
    for (const { collection, key, document } of changes) {
      if (document === null) this.#content.remove(collection, key);
      else this.#content.set(collection, key, document);
    }
    this.#revision = to;
    this.#tell(changes);
  }

  #tell(changes: readonly Change[] | undefined): void {
    for (const listener of [...this.#listeners]) listener(changes);
  }
}

/** The roots of one document. A root is either a collection of records or a value, whichever was set last. */
class Content {
  readonly #slabBytes: number | undefined;
  readonly collections = new Map<string, RecordStore>();
  readonly values = new Map<string, string>();

  constructor(slabBytes: number | undefined) {
    this.#slabBytes = slabBytes;
  }

  set(collection: string, key: string, document: string): void {
    let store = this.collections.get(collection);
    if (store === undefined) {
      store = new RecordStore(this.#slabBytes);
      this.collections.set(collection, store);
      this.values.delete(collection);
    }
    store.set(key, document);
  }

  /** A collection stays when its last record goes, as an object without members. */
  remove(collection: string, key: string): void {
    this.collections.get(collection)?.remove(key);
  }

  /** An object becomes a collection of its members: with `{}` a collection without records is declared. */
  setRoot(root: string, document: string): void {
    this.collections.delete(root);
    const value: unknown = JSON.parse(document);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      this.values.set(root, document);
      return;
    }
    this.values.delete(root);
    this.collections.set(root, new RecordStore(this.#slabBytes));
    for (const [key, member] of Object.entries(value)) this.set(root, key, JSON.stringify(member));
  }
}
