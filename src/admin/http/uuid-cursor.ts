import { malformed } from './problems.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The key a page begins after, in a list whose keys are UUIDs. Throws a 400 problem for any other text. */
export function uuidCursor(after: string | undefined): string | undefined {
  if (after === undefined || UUID.test(after)) return after;
  throw malformed('The cursor is not one that a page of this list gave.', [
    { field: 'cursor', message: 'must be the next_cursor of a page' },
  ]);
}
