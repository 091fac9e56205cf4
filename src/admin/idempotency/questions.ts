import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Judge, Resource } from '../judge.ts';

/** What the policy was asked and allowed: to do an operation to a resource, or somewhere to one of a type. */
export type Question = readonly [operation: string, resource: Resource | string];

/** Questions between two turns of the event loop. */
const STRIDE = 100;

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

/** Throws a 403 problem unless all of it is still allowed. */
export async function demandAgain(judge: Judge, questions: readonly Question[]): Promise<void> {
  for (const [index, [operation, resource]] of questions.entries()) {
    if (index % STRIDE === STRIDE - 1) await nextTurn();
    if (typeof resource === 'string') await judge.demandSomewhere(operation, resource);
    else await judge.demand(operation, resource);
  }
}
