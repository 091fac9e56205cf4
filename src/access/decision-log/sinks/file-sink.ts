import { resolve } from 'node:path';
import type { Log } from '../../../log.ts';
import { openRotatingFile } from './rotating-file.ts';
import type { Sink } from './sink.ts';
import { createTextSink } from './text-sink.ts';

export interface FileSinkOptions {
  readonly path: string;
  readonly log: Log;
  /** Bytes after which a new file is begun. */
  readonly maxBytes?: number;
  /** How many older files are kept, as `PATH.1`, `PATH.2`, … */
  readonly keep?: number;
  /** Bytes of text that may wait while the file can't be written. */
  readonly memoryLimit?: number;
}

/** Appends events to a file, one JSON object a line, and rotates it by its size. */
export function createFileSink(options: FileSinkOptions): Sink {
  const { path, log, maxBytes = 100 * 1024 * 1024, keep = 5, memoryLimit = 32 * 1024 * 1024 } = options;
  const open = () => openRotatingFile({ path: resolve(path), maxBytes, keep });
  const longestWrite = Math.min(1024 * 1024, Math.ceil(maxBytes / 4));
  return createTextSink({ name: 'file', open, log, memoryLimit, longestWrite });
}
