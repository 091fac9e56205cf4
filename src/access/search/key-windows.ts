import type { DataSource } from '../../data/data-source.ts';
import type { Change } from '../../data/feed.ts';
import { KEY_PARTS } from '../../data/record-store.ts';
import type { Turns } from '../deciding/turns.ts';
import { firstAfter, inOrder, Smallest } from './ordered-keys.ts';

/** Keys of a collection in their order. It holds until anything is waited for: afterwards the keys may be others. */
export interface KeyWindow {
  readonly keys: readonly string[];
  /** Where in `keys` begins what was asked for. */
  readonly start: number;
  /** Up to which key this is all there is; undefined where it is all to the end. */
  readonly to: string | undefined;
}

export interface KeyWindowsOptions {
  readonly data: Pick<DataSource, 'keys' | 'text' | 'onChange'>;
  readonly turns: Turns;
  /** How many keys a window holds at most when it is made. */
  readonly size?: number;
  /** How many windows are kept. */
  readonly kept?: number;
}

/** 50,000 keys of 36 characters take about 4 MB. */
const SIZE = 50_000;
const KEPT = 8;
/** Milliseconds of reading keys before the first turn is waited for. */
const AT_ONCE = 1;

/**
 * Reads the keys of collections in order, without an order being kept anywhere: each window is one pass over all keys,
 * in turns of the event loop, which keeps the smallest ones. A few windows are kept for the pages that follow, and are
 * brought up to date with every change of the data.
 */
export class KeyWindows {
  readonly #data: KeyWindowsOptions['data'];
  readonly #turns: Turns;
  readonly #size: number;
  readonly #kept: number;
  /** The one that was used last comes last. */
  readonly #windows = new Set<Window>();
  /** Those that are being filled. */
  readonly #filling = new Set<Window>();
  readonly #stopListening: () => void;

  constructor({ data, turns, size = SIZE, kept = KEPT }: KeyWindowsOptions) {
    this.#data = data;
    this.#turns = turns;
    this.#size = size;
    this.#kept = kept;
    this.#stopListening = data.onChange((changes) => this.#follow(changes));
  }

  /**
   * The keys that begin with `prefix` and come after `after`, or all of them from the first one. A promise where they
   * have to be read first: once it is resolved, to be asked again.
   */
  read(collection: string, prefix: string, after: string | undefined): KeyWindow | Promise<void> {
    for (const window of [...this.#windows, ...this.#filling]) {
      if (window.collection !== collection || window.prefix !== prefix || !window.covers(after)) continue;
      if (!window.isFull) return window.ready;
      this.#windows.delete(window);
      this.#windows.add(window);
      return window.after(after);
    }
    const window = new Window(collection, prefix, after);
    window.ready = this.#fill(window);
    return window.ready;
  }

  close(): void {
    this.#stopListening();
    this.#windows.clear();
  }

  async #fill(window: Window): Promise<void> {
    const { collection, prefix, from } = window;
    const noted = window.note();
    this.#filling.add(window);
    let smallest = new Smallest(this.#size);
    for (let restart = true; restart; ) {
      restart = false;
      smallest = new Smallest(this.#size);
      let until = performance.now() + AT_ONCE;
      for (let part = 0; part < KEY_PARTS; part++) {
        for (const key of this.#data.keys(collection, part)) {
          if (!key.startsWith(prefix) || (from !== undefined && inOrder(key, from) <= 0)) continue;
          smallest.add(key);
        }
        if (performance.now() < until) continue;
        until = await this.#turns.next();
        // After a new snapshot, what was read so far says nothing.
        if (noted.snapshot) {
          restart = true;
          noted.snapshot = false;
          noted.keys.clear();
          break;
        }
      }
    }
    window.fill(...smallest.result());
    for (const key of noted.keys) window.change(key, this.#data.text(collection, key) !== undefined);
    this.#filling.delete(window);
    this.#windows.add(window);
    for (const oldest of this.#windows) {
      if (this.#windows.size <= this.#kept) break;
      this.#windows.delete(oldest);
    }
  }

  #follow(changes: readonly Change[] | undefined): void {
    const windows = [...this.#windows, ...this.#filling];
    if (changes === undefined) {
      for (const window of windows) {
        if (!window.noteSnapshot()) this.#windows.delete(window);
      }
      return;
    }
    for (const window of windows) {
      for (const { collection, key, document } of changes) {
        if (collection === window.collection) window.change(key, document !== null);
      }
    }
  }
}

interface Noted {
  readonly keys: Set<string>;
  snapshot: boolean;
}

class Window {
  readonly collection: string;
  readonly prefix: string;
  readonly from: string | undefined;
  ready: Promise<void> = Promise.resolve();
  #keys: string[] = [];
  /** The last key it tells of; undefined where it tells of all. */
  #to: string | undefined;
  /** What happens while it is being filled. */
  #noted: Noted | undefined;

  constructor(collection: string, prefix: string, from: string | undefined) {
    this.collection = collection;
    this.prefix = prefix;
    this.from = from;
  }

  /** Whether the window tells which key comes next after `after`. */
  covers(after: string | undefined): boolean {
    if (after === undefined) return this.from === undefined;
    if (this.from !== undefined && inOrder(after, this.from) < 0) return false;
    if (this.#noted !== undefined) return after === this.from;
    return this.#to === undefined || inOrder(after, this.#to) < 0;
  }

  get isFull(): boolean {
    return this.#noted === undefined;
  }

  after(key: string | undefined): KeyWindow {
    return {
      keys: this.#keys,
      start: key === undefined ? 0 : firstAfter(this.#keys, key),
      to: this.#to,
    };
  }

  note(): Noted {
    this.#noted = { keys: new Set(), snapshot: false };
    return this.#noted;
  }

  /** Notes a new snapshot; false where the window is full already, and no longer true. */
  noteSnapshot(): boolean {
    if (this.#noted === undefined) return false;
    this.#noted.snapshot = true;
    return true;
  }

  fill(keys: string[], to: string | undefined): void {
    this.#keys = keys;
    this.#to = to;
    this.#noted = undefined;
  }

  change(key: string, present: boolean): void {
    if (!key.startsWith(this.prefix) || (this.from !== undefined && inOrder(key, this.from) <= 0)) return;
    if (this.#noted !== undefined) {
      this.#noted.keys.add(key);
      return;
    }
    if (this.#to !== undefined && inOrder(key, this.#to) > 0) return;
    const at = firstAfter(this.#keys, key);
    const held = this.#keys[at - 1] === key;
    if (held === present) return;
    if (present) this.#keys.splice(at, 0, key);
    else this.#keys.splice(at - 1, 1);
  }
}
