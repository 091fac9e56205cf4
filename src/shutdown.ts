import type { Log } from './log.ts';

/** A terminal and npm may both send the same Ctrl-C; what follows the first this soon (ms) is the same wish. */
const SAME_SIGNAL = 400;
/** Milliseconds that closing may take before the process ends without it. */
const DEADLINE = 1_900;
/** Milliseconds between two looks at the parent process. */
const PARENT_POLL = 250;

export interface Shutdown {
  /** Closes everything in order. */
  readonly close: () => Promise<void>;
  readonly log: Log;
}

/**
 * Closes and ends the process on SIGINT, SIGTERM, SIGHUP and on an error nobody caught. A second signal, or a close
 * that takes too long, ends it at once. The exit code is 0 after a signal and a clean close, else 1.
 */
export function closeOnSignals({ close, log }: Shutdown): { readonly begun: boolean } {
  let since: number | undefined;

  const begin = (code: number) => {
    if (since !== undefined) {
      if (performance.now() - since > SAME_SIGNAL) process.exit(1);
      return;
    }
    since = performance.now();
    setTimeout(() => {
      log.error('closing took too long; ended without it');
      process.exit(1);
    }, DEADLINE).unref();
    close().then(
      () => process.exit(code),
      (error) => {
        log.error({ err: error }, 'closing failed');
        process.exit(1);
      },
    );
  };

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => begin(0));
  endWithParent(() => begin(0));
  const fail = (error: unknown) => {
    log.fatal({ err: error }, 'an error nobody caught; closing');
    begin(1);
  };
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);
  return {
    get begun() {
      return since !== undefined;
    },
  };
}

/** npm passes signals on, but when npm itself is killed nobody tells the command it runs. */
function endWithParent(end: () => void): void {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    end();
  }, PARENT_POLL);
  timer.unref();
}
