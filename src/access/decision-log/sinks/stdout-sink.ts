import { destination } from 'pino';
import type { Log } from '../../../log.ts';
import type { Sink } from './sink.ts';
import { createTextSink, type TextDestination } from './text-sink.ts';

export interface StdoutSinkOptions {
  readonly log: Log;
  /** The file descriptor; standard output where absent. */
  readonly fd?: number;
  /** Bytes of text that may wait while nobody reads. */
  readonly memoryLimit?: number;
}

/** As OPA marks decisions on its console, with the members pino gives a line of level info. */
const PREFIX = '{"level":30,"type":"openpolicyagent.org/decision_logs","msg":"Decision Log",';

/** Writes events to standard output, one line each, through pino's destination; the process never waits for the reader. */
export function createStdoutSink({ log, fd = 1, memoryLimit = 32 * 1024 * 1024 }: StdoutSinkOptions): Sink {
  const line = (event: string) => PREFIX + event.slice(1);
  // A write that failed may have left the beginning of a line behind.
  const open = (again: boolean) => openDescriptor(fd, again ? '\n' : '');
  return createTextSink({ name: 'stdout', open, log, memoryLimit, line });
}

function openDescriptor(fd: number, beginning: string): TextDestination {
  let separator = beginning;
  const stream = destination({ fd, sync: false });
  let done: ((error?: Error | null) => void) | undefined;
  const finish = (error?: Error) => {
    const told = done;
    done = undefined;
    told?.(error);
  };
  stream.on('drain', () => finish());
  stream.on('error', (error: Error) => finish(error));
  return {
    write(text, told) {
      done = told;
      stream.write(separator + text);
      separator = '';
    },
    // Every write has drained by now, and the descriptor is the process's own.
    close: async () => stream.destroy(),
    destroy: () => stream.destroy(),
  };
}
