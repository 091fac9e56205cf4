import { readFile } from 'node:fs/promises';
import { FileWatch } from '../../data/file-feed/file-watch.ts';
import type { Log } from '../../log.ts';

export interface ReloadOptions<T> {
  /** What the files are for, to begin a log line with. */
  readonly what: string;
  readonly paths: readonly string[];
  /** Makes a value of the files' contents, in the order of `paths`. Throws an Error that says what is wrong with them. */
  readonly make: (contents: readonly string[]) => T;
  /** Called with each value but the first. */
  readonly onValue?: (value: T) => void;
  readonly log: Pick<Log, 'info' | 'error'>;
  /** How often the files are looked at when the system told of no change, in milliseconds. */
  readonly pollMs?: number;
}

/** What files say, now. */
export interface Reloaded<T> {
  readonly current: T;
  close(): Promise<void>;
}

/**
 * Reads files, and reads them again when one of them changes. What can't be used then is logged, and what was there
 * before stays. Rejects when the first content can't be used.
 */
export async function reloaded<T>(options: ReloadOptions<T>): Promise<Reloaded<T>> {
  const { what, paths, make, onValue, log, pollMs } = options;
  const read = () => Promise.all(paths.map((path) => readFile(path, 'utf8')));
  let contents = await read();
  let current = make(contents);
  let complaint: string | undefined;

  const look = async () => {
    try {
      const found = await read();
      if (found.every((content, index) => content === contents[index])) {
        complaint = undefined;
        return;
      }
      current = make(found);
      contents = found;
      complaint = undefined;
      onValue?.(current);
      log.info({ paths }, `${what}: the changed files are in use`);
    } catch (error) {
      const { message } = error as Error;
      if (message === complaint) return;
      complaint = message;
      log.error(
        { paths },
        `${what}: the changed files can't be used, what was there before stays: ${message}`,
      );
    }
  };
  let looking = Promise.resolve();
  const onChange = () => {
    looking = looking.then(look);
    return looking;
  };
  const watches = paths.map(
    (path) => new FileWatch(path, { onChange, ...(pollMs === undefined ? {} : { pollMs }) }),
  );
  return {
    get current() {
      return current;
    },
    close: async () => {
      await Promise.all(watches.map((watch) => watch.close()));
    },
  };
}
