import { basename, dirname, resolve } from 'node:path';
import { createStream } from 'rotating-file-stream';
import type { Log } from '../../../log.ts';
import type { Sink } from './sink.ts';
import { createTextSink, type TextDestination } from './text-sink.ts';

export interface FileSinkOptions {
  /** The file that is written to; older ones beside it end in `.1`, `.2`, … */
  readonly path: string;
  readonly log: Log;
  /** Bytes after which a new file is begun. */
  readonly maxBytes?: number;
  /** How many older files are kept. */
  readonly keep?: number;
  /** Bytes of text that may wait while the file can't be written. */
  readonly memoryLimit?: number;
}

/** Appends events to a file, one JSON object a line, and rotates it by its size. */
export function createFileSink(options: FileSinkOptions): Sink {
  const { path, log, maxBytes = 100 * 1024 * 1024, keep = 5, memoryLimit = 32 * 1024 * 1024 } = options;
  const open = () => openRotating(resolve(path), maxBytes, keep);
  return createTextSink({ name: 'file', open, log, memoryLimit });
}

function openRotating(path: string, maxBytes: number, keep: number): TextDestination {
  const name = basename(path);
  const stream = createStream((index) => (index ? `${name}.${index}` : name), {
    path: dirname(path),
    size: `${maxBytes}B`,
    rotate: keep,
    mode: 0o600,
  });
  // What fails is told to the callback of the write as well.
  stream.on('error', () => undefined);
  return {
    write: (text, done) => void stream.write(text, done),
    close: () => new Promise((ended) => stream.end(ended)),
    destroy: () => void stream.destroy(),
  };
}
