import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Judge, Resource } from '../judge.ts';

/** What the policy was asked and allowed: to do an operation to a resource, or somewhere to one of a type. */
export type Question = readonly [operation: string, resource: Resource | string];

/** Questions between two turns of the event loop. */
const STRIDE = 100;
/** Single things asked about again. */
const MOST_KEPT = 200;

/** A judge that notes each demand it granted, once. */
export function notingJudge(judge: Judge, noted: Map<string, Question>): Judge {
  const note = (...question: Question) => noted.set(JSON.stringify(question), question);
  return {
    ...judge,
    get asked() {
      return judge.asked;
    },
    async demand(operation, resource) {
      await judge.demand(operation, resource);
      note(operation, resource);
    },
    async demandSomewhere(operation, type) {
      await judge.demandSomewhere(operation, type);
      note(operation, type);
    },
  };
}

/**
 * What is asked again before an answer is sent again: all of it, or of a change of many things, whose answer counts
 * them, enough to know that the right is still there.
 */
export function questionsKept(noted: Iterable<Question>): Question[] {
  const all = [...noted];
  const general = all.filter(([, resource]) => typeof resource === 'string');
  const single = all.filter(([, resource]) => typeof resource !== 'string');
  return [...general, ...single.slice(0, MOST_KEPT)];
}

/** Throws a 403 problem unless all of it is still allowed. */
export async function demandAgain(judge: Judge, questions: readonly Question[]): Promise<void> {
  for (const [index, [operation, resource]] of questions.entries()) {
    if (index % STRIDE === STRIDE - 1) await nextTurn();
    if (typeof resource === 'string') await judge.demandSomewhere(operation, resource);
    else await judge.demand(operation, resource);
  }
}
