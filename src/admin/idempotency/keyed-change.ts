import type { Pool, PoolClient } from 'pg';
import type { Revision } from '../../data/feed.ts';
import { type OpenTransaction, openTransaction } from '../../db/transaction.ts';
import { conflict } from '../http/problems.ts';
import { findAnswer, insertAnswer, type KeptAnswer, type KeyedRequest, lockKey } from './queries.ts';
import { type Question, questionsKept } from './questions.ts';

/**
 * The change of a request with an Idempotency-Key. Its transaction stays open until the answer is written, and keeps
 * the answer with the change.
 */
export class KeyedChange {
  readonly request: KeyedRequest;
  /** What the policy allowed on the way. */
  readonly noted = new Map<string, Question>();
  #open: OpenTransaction<unknown> | undefined;

  constructor(request: KeyedRequest) {
    this.request = request;
  }

  /** Does the work as `transaction` does, except for the end. Throws a 409 problem while the same key is at work. */
  async run<T>(
    pool: Pool,
    work: (client: PoolClient) => Promise<T>,
  ): Promise<{ result: T; revision: Revision }> {
    if (this.#open !== undefined) throw new Error('A request with an Idempotency-Key makes one change.');
    const open = await openTransaction(pool, async (client) => {
      if (!(await lockKey(client, this.request)) || (await findAnswer(client, this.request)) !== undefined) {
        throw stillRunning();
      }
      return work(client);
    });
    this.#open = open;
    return open;
  }

  /** Keeps the answer and commits. Returns whether there was a change. `lifetime`: milliseconds. */
  async commit(answer: Omit<KeptAnswer, 'questions'>, lifetime: number): Promise<boolean> {
    const open = this.#take();
    const questions = questionsKept(this.noted.values());
    await open?.commit((client) => insertAnswer(client, this.request, { ...answer, questions }, lifetime));
    return open !== undefined;
  }

  /** Undoes the change, unless it was committed. */
  async abandon(): Promise<void> {
    await this.#take()?.rollback();
  }

  #take(): OpenTransaction<unknown> | undefined {
    const open = this.#open;
    this.#open = undefined;
    return open;
  }
}

function stillRunning() {
  return conflict(
    'still-running',
    'A request with this Idempotency-Key has not been answered yet. Send it again in a moment.',
  );
}
