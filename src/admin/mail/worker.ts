import type { FastifyBaseLogger } from 'fastify';

export interface Worker {
  start(): void;
  /** Looks for work now. What was written before this call is seen. */
  wake(): void;
  /** Ends once the step under way has ended. */
  close(): Promise<void>;
}

export interface WorkerOptions {
  /** Each does one piece of work and returns whether there was one. */
  readonly steps: readonly (() => Promise<boolean>)[];
  readonly logger: FastifyBaseLogger;
  /** Milliseconds after which it looks for work without being woken. */
  readonly idle?: number;
}

const IDLE = 2_000;

/** Does pieces of work one after the other while there are any, and looks for them again when woken or after a while. */
export function createWorker({ steps, logger, idle = IDLE }: WorkerOptions): Worker {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let again = false;
  let state: 'waiting' | 'started' | 'closed' = 'waiting';

  async function workOff(): Promise<void> {
    do {
      again = false;
      for (const step of steps) {
        try {
          while (state === 'started' && (await step())) {}
        } catch (error) {
          logger.warn({ err: error }, 'work in the background failed, and is tried again later');
        }
      }
    } while (again && state === 'started');
  }

  function run(): void {
    if (state !== 'started') return;
    again = true;
    if (running !== undefined) return;
    clearTimeout(timer);
    running = workOff().finally(() => {
      running = undefined;
      if (state === 'started') timer = setTimeout(run, idle).unref();
    });
  }

  return {
    start() {
      if (state === 'waiting') state = 'started';
      run();
    },
    wake: run,
    async close() {
      state = 'closed';
      clearTimeout(timer);
      await running;
    },
  };
}
