import type { Revision } from './feed.ts';

/** The epoch of data that nobody writes to through Postern. Those of a database begin at 1. */
export const STATIC_EPOCH = 0;

/** Whether the data comes from a file, so that no token to wait for can be for it. */
export function isStatic(revision: Revision): boolean {
  return revision.epoch === STATIC_EPOCH;
}
