import type { Log } from './log.ts';

/** A terminal and npm may both send the same Ctrl-C; what follows the first this soon (ms) is the same wish. */
const SAME_SIGNAL = 400;
/** Milliseconds that closing may take before the process ends without it. */
const DEADLINE = 1_900;

export interface Shutdown {
  /** Closes everything in order. */
  readonly close: () => Promise<void>;
  /** Ends at once, synchronously, what would outlive the process. */
  readonly kill: () => void;
  readonly log: Log;
}

/**
 * Closes and ends the process on SIGINT, SIGTERM, SIGHUP and on an error nobody caught. A second signal, or a close
 * that takes too long, ends it at once. The exit code is 0 after a signal and a clean close, else 1.
 */
export function closeOnSignals({ close, kill, log }: Shutdown): void {
  let since: number | undefined;

  const end = (code: number) => {
    kill();
    process.exit(code);
  };
  const begin = (code: number) => {
    if (since !== undefined) {
      if (performance.now() - since > SAME_SIGNAL) end(1);
      return;
    }
    since = performance.now();
    setTimeout(() => {
      log.error('closing took too long; ended without it');
      end(1);
    }, DEADLINE).unref();
    close().then(
      () => process.exit(code),
      (error) => {
        log.error({ err: error }, 'closing failed');
        end(1);
      },
    );
  };

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => begin(0));
  const fail = (error: unknown) => {
    log.fatal({ err: error }, 'an error nobody caught; closing');
    begin(1);
  };
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);
}
