/**
 * How policy data reaches a decision plane. In one process the feed reads Postgres; apart, it reads OPA
 * bundles over HTTP; with files alone, it reads a JSON file. All of them fill the same sink.
 */

/** A point in the history of the policy data, written `epoch.number`. A later epoch begins a new history. */
export interface Revision {
  readonly epoch: number;
  readonly number: number;
}

/** One record that was set, or removed when `document` is null. `document` is JSON text. */
export interface Change {
  readonly collection: string;
  readonly key: string;
  readonly document: string | null;
}

/** A document being loaded beside the active one. Nothing of it is visible before `commit`. */
export interface SnapshotWriter {
  /** Adds one record. `document` is JSON text. Adding a key twice keeps the later one. */
  add(collection: string, key: string, document: string): void;
  /** Sets a root of the document that is not an object (an array, a string, …). `document` is JSON text. */
  setValue(root: string, document: string): void;
  /** Makes the loaded document the active one. */
  commit(revision: Revision): void;
}

export interface FeedSink {
  /** The revision of the active document, undefined before the first snapshot. */
  readonly revision: Revision | undefined;
  beginSnapshot(): SnapshotWriter;
  /** Applies changes that lead from the active revision to `to`, in order, as one step. */
  applyDelta(to: Revision, changes: readonly Change[]): void;
}

/** How sure a source is that what is active here is the latest it has. */
export interface Freshness {
  /** When what is active was last known to be the latest, as `Date.now()`; undefined where it never was. */
  readonly confirmedAt: number | undefined;
  /** Why the source can't be followed at present; undefined while it can. */
  readonly failure: Error | undefined;
}

export interface Feed {
  /** Resolves when the first snapshot is active in the sink; afterwards the feed keeps it fresh. */
  start(sink: FeedSink): Promise<void>;
  close(): Promise<void>;
}
