import type { PolicyModule } from '../wasm/policy-module.ts';
import type { PreparedCopy } from '../wasm/prepared-evaluation.ts';

/** What a worker is started with. */
export interface WorkerStart {
  readonly module: Omit<PolicyModule, 'builtins'>;
  /** Bytes. */
  readonly maximumMemory: number;
}

/** One evaluation for a worker. */
export interface WorkerJob {
  readonly prepared: PreparedCopy;
  /** Nanoseconds since the epoch: the one clock reading of the evaluation. */
  readonly now: bigint;
  /** Milliseconds. */
  readonly deadline: number;
}

/** What a worker answers: first that it is ready, then to each job its result set as JSON text and how long
 * that took, or why there is none. */
export type WorkerAnswer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'done'; readonly results: string; readonly milliseconds: number }
  | { readonly kind: 'failed'; readonly message: string; readonly unfinished: boolean };
