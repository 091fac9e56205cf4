import type { Worker } from 'node:worker_threads';
import type { Evaluation } from '../policy-engine.ts';
import { DeadlineError } from '../wasm/evaluation-timer.ts';
import type { PreparedCopy } from '../wasm/prepared-evaluation.ts';
import { readResultSet } from '../wasm/result-set.ts';
import type { WorkerAnswer, WorkerJob, WorkerStart } from './evaluation-messages.ts';
import { startWorker } from './start-worker.ts';

export interface AsideLimits {
  /** Milliseconds one evaluation may take, and may wait for those before it. */
  readonly deadline: number;
  /** Milliseconds after the deadline at which a worker that has not ended by itself is killed. */
  readonly grace: number;
  /** How many evaluations may wait. */
  readonly waiting: number;
}

/** Milliseconds a worker may take to start, and may idle before its memory is given back. */
const patience = { start: 10_000, idle: 30_000 } as const;

/** An evaluation, and how long it took where it came to an end. */
export interface AsideOutcome {
  readonly evaluation: Evaluation;
  readonly milliseconds: number;
}

interface Waiting {
  readonly prepare: () => Omit<WorkerJob, 'deadline'>;
  readonly resolve: (outcome: AsideOutcome) => void;
  readonly since: number;
}

/**
 * Runs evaluations that take long on a thread of their own, one after the other. A worker that doesn't answer, or dies,
 * is replaced for the next one.
 */
export class EvaluationsAside {
  readonly #start: WorkerStart;
  readonly #limits: AsideLimits;
  readonly #queue: Waiting[] = [];
  #worker: Worker | undefined;
  #ready = false;
  #current: Waiting | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(start: WorkerStart, limits: AsideLimits) {
    this.#start = start;
    this.#limits = limits;
  }

  /** @param prepare makes the evaluation ready when its turn has come. It may throw. */
  run(prepare: () => { prepared: PreparedCopy; now: bigint }): Promise<AsideOutcome> {
    if (this.#closed) return Promise.resolve(failure('the engine is closed'));
    if (this.#queue.length >= this.#limits.waiting) return Promise.resolve(crowded());
    return new Promise((resolve) => {
      this.#queue.push({ prepare, resolve, since: performance.now() });
      this.#next();
    });
  }

  /** Gives up what is running and waiting. */
  close(): void {
    this.#closed = true;
    this.#stopWorker();
    const given = failure('the engine is closed');
    this.#current?.resolve(given);
    this.#current = undefined;
    for (const { resolve } of this.#queue.splice(0)) resolve(given);
  }

  #next(): void {
    if (this.#current !== undefined || this.#closed) return;
    const oldest = performance.now() - this.#limits.deadline;
    for (let one = this.#queue.shift(); one !== undefined; one = this.#queue.shift()) {
      if (one.since < oldest) {
        one.resolve(crowded());
        continue;
      }
      this.#current = one;
      if (this.#worker === undefined) this.#startWorker();
      else if (this.#ready) this.#post(one);
      return;
    }
    this.#timeout(patience.idle, () => this.#stopWorker());
  }

  #post(one: Waiting): void {
    const { deadline, grace } = this.#limits;
    let job: WorkerJob;
    try {
      job = { ...one.prepare(), deadline };
    } catch (cause) {
      this.#finish(failure(cause instanceof Error ? cause.message : String(cause)));
      return;
    }
    this.#worker?.postMessage(job, [job.prepared.memory.buffer]);
    this.#timeout(deadline + grace, () => this.#replace(unfinished(deadline)));
  }

  #startWorker(): void {
    const worker = startWorker(this.#start);
    this.#worker = worker;
    this.#ready = false;
    const ifCurrent = (work: () => void) => {
      if (this.#worker === worker) work();
    };
    const died = (why: unknown) =>
      ifCurrent(() => this.#replace(failure(`the thread of a long evaluation ended: ${why}`)));
    worker.on('message', (answer: WorkerAnswer) => ifCurrent(() => this.#receive(answer)));
    worker.on('error', (error) => died(error.message));
    worker.on('exit', (code) => died(`exit code ${code}`));
    this.#timeout(patience.start, () => died(`it did not start within ${patience.start} ms`));
  }

  #receive(answer: WorkerAnswer): void {
    switch (answer.kind) {
      case 'ready':
        this.#ready = true;
        if (this.#current !== undefined) this.#post(this.#current);
        break;
      case 'done':
        this.#finish(readOutcome(answer.results, answer.milliseconds));
        break;
      case 'failed':
        this.#finish(answer.unfinished ? unfinished(this.#limits.deadline) : failure(answer.message));
    }
  }

  #replace(outcome: AsideOutcome): void {
    this.#stopWorker();
    this.#finish(outcome);
  }

  #finish(outcome: AsideOutcome): void {
    const { resolve } = this.#current ?? {};
    this.#current = undefined;
    resolve?.(outcome);
    this.#next();
  }

  #stopWorker(): void {
    clearTimeout(this.#timer);
    const worker = this.#worker;
    this.#worker = undefined;
    this.#ready = false;
    void worker?.terminate();
  }

  #timeout(milliseconds: number, act: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(act, milliseconds).unref();
  }
}

function readOutcome(results: string, milliseconds: number): AsideOutcome {
  try {
    return { evaluation: readResultSet(results), milliseconds };
  } catch (cause) {
    return failure((cause as Error).message);
  }
}

function failure(message: string): AsideOutcome {
  return { evaluation: { kind: 'failed', message }, milliseconds: Number.POSITIVE_INFINITY };
}

function unfinished(deadline: number): AsideOutcome {
  const { message } = new DeadlineError(deadline);
  return {
    evaluation: { kind: 'failed', message, unfinished: true },
    milliseconds: Number.POSITIVE_INFINITY,
  };
}

function crowded(): AsideOutcome {
  return failure('too many evaluations that take long are waiting');
}
