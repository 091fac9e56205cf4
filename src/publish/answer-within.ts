import type { Client } from 'pg';

/** Passes a pending answer of the database on, and gives the connection up, which fails it, when it takes too long. */
export type AnswerWithin = <T>(pending: Promise<T>) => Promise<T>;

/** `ms` milliseconds for each answer. A server that vanished without a word is noticed by nothing else. */
export function answerWithin(client: Client, ms: number): AnswerWithin {
  return async (pending) => {
    const alarm = setTimeout(() => void client.end().catch(() => undefined), ms);
    try {
      return await pending;
    } finally {
      clearTimeout(alarm);
    }
  };
}
