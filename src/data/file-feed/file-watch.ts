import { type FSWatcher, watch } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';

export interface FileWatchOptions {
  /** How often the file is looked at when the system told of no change, in milliseconds. */
  readonly pollMs?: number;
  /** Called when the file may have changed, came or went; never twice at a time. Must not reject. */
  readonly onChange: () => Promise<void>;
}

const POLL_MS = 1000;
/** After the system told of a change, more of it is likely to follow at once. */
const SETTLE_MS = 30;
/** A file changed so shortly before it was read may have changed since within the same tick of its clock. */
const RECENT_MS = 100;

/**
 * Watches a path: a file written in place, one that another is renamed to, one reached by links that are changed. What
 * the system tells is only a reason to look early; what is due is found by looking.
 */
export class FileWatch {
  readonly #path: string;
  readonly #options: FileWatchOptions;
  readonly #poll: NodeJS.Timeout;
  #watcher: FSWatcher | undefined;
  #known: string | undefined;
  #early: NodeJS.Timeout | undefined;
  #checking: Promise<void> | undefined;
  #askedAgain = false;
  #closed = false;

  /** Begins to watch; the first look always counts as a change. */
  constructor(path: string, options: FileWatchOptions) {
    this.#path = path;
    this.#options = options;
    this.#poll = setInterval(() => this.#look(), options.pollMs ?? POLL_MS).unref();
    this.#watch();
    this.#look();
  }

  /** Resolves when what is under way is done. */
  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#poll);
    clearTimeout(this.#early);
    this.#watcher?.close();
    await this.#checking;
  }

  /** The folder is watched, since a file that is replaced is no longer at its path. Where that fails, polling is left. */
  #watch(): void {
    try {
      this.#watcher = watch(dirname(this.#path), { persistent: false }, () => this.#lookSoon(SETTLE_MS));
      this.#watcher.on('error', () => this.#watcher?.close());
    } catch {
      this.#watcher = undefined;
    }
  }

  #lookSoon(milliseconds: number): void {
    if (this.#closed) return;
    clearTimeout(this.#early);
    this.#early = setTimeout(() => this.#look(), milliseconds).unref();
  }

  #look(): void {
    if (this.#closed) return;
    if (this.#checking !== undefined) {
      this.#askedAgain = true;
      return;
    }
    this.#checking = this.#check().finally(() => {
      this.#checking = undefined;
      if (this.#askedAgain) {
        this.#askedAgain = false;
        this.#look();
      }
    });
  }

  async #check(): Promise<void> {
    const { identity, changedAt } = await identify(this.#path);
    if (identity === this.#known || this.#closed) return;
    const recent = Math.abs(Date.now() - changedAt) < RECENT_MS;
    this.#known = recent ? undefined : identity;
    await this.#options.onChange();
    if (recent) this.#lookSoon(RECENT_MS);
  }
}

/** A text that differs when the file does, as far as the file system tells, and when that was. */
async function identify(path: string): Promise<{ identity: string; changedAt: number }> {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs, ctimeMs } = await stat(path, { bigint: true });
    return { identity: [dev, ino, size, mtimeNs, ctimeNs].join(' '), changedAt: Number(ctimeMs) };
  } catch (error) {
    return { identity: String((error as NodeJS.ErrnoException).code), changedAt: 0 };
  }
}
