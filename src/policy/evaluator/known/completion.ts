/**
 * How a statement ends: on to the next one, or out of so many blocks, of which the innermost is the one it stands in.
 * After a return no number of blocks is left over.
 */
export type Completion = number;

export const NEXT: Completion = 0;
/** An undefined statement ends its block. */
export const UNDEFINED: Completion = 1;
export const RETURNED: Completion = Number.POSITIVE_INFINITY;

/** What leaving so many blocks means one block further out. */
export function outOf(completion: Completion): Completion {
  return completion === NEXT ? NEXT : completion - 1;
}
