import type { Log } from '../../log.ts';
import { createFileSink } from './sinks/file-sink.ts';
import { createHttpSink, type HttpSinkOptions } from './sinks/http-sink.ts';
import type { Sink } from './sinks/sink.ts';
import { createStdoutSink } from './sinks/stdout-sink.ts';
import type { LogTarget } from './targets.ts';

/** Settings of the sinks; each has a default of its own where it is undefined. */
export interface SinkSettings {
  readonly log: Log;
  /** Bytes that may wait in memory, for each sink. */
  readonly memoryLimit?: number;
  /** Bytes after which a file is rotated. */
  readonly fileBytes?: number;
  /** How many rotated files are kept. */
  readonly filesKept?: number;
  readonly http?: Omit<HttpSinkOptions, 'url' | 'log' | 'memoryLimit'>;
}

/** The sinks for the targets of a setting. */
export function createSinks(targets: readonly LogTarget[], settings: SinkSettings): Sink[] {
  return targets.map((target) => createSink(target, settings));
}

function createSink(target: LogTarget, settings: SinkSettings): Sink {
  const { log, memoryLimit, fileBytes, filesKept } = settings;
  const memory = memoryLimit === undefined ? {} : { memoryLimit };
  switch (target.kind) {
    case 'stdout':
      return createStdoutSink({ log, ...memory });
    case 'file':
      return createFileSink({
        path: target.path,
        log,
        ...memory,
        ...(fileBytes === undefined ? {} : { maxBytes: fileBytes }),
        ...(filesKept === undefined ? {} : { keep: filesKept }),
      });
    case 'http':
      return createHttpSink({ url: target.url, log, ...memory, ...settings.http });
  }
}
