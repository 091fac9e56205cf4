import { malformed } from './http/problems.ts';
import { isStorable } from './http/storable-text.ts';

/** The types of what lists are sorted by. */
export type KeyType = 'text' | 'timestamptz' | 'uuid';

/**
 * The place in an order that a cursor names: what the row is sorted by, as PostgreSQL wrote it, and its id. Throws a 400
 * problem for the cursor of another order.
 */
export function readSortKey(
  key: string,
  sort: string,
  types: readonly [value: KeyType, id: KeyType],
): { value: string; id: string } {
  const parts = parse(key);
  if (Array.isArray(parts) && parts.length === 3 && parts.every(isText)) {
    const [made = '', value = '', id = ''] = parts;
    if (made === sort && FORMS[types[0]](value) && FORMS[types[1]](id)) return { value, id };
  }
  throw malformed('The cursor is not one that a page of this list gave, sorted like this.', [
    { field: 'cursor', message: 'must be the next_cursor of a page with the same sort' },
  ]);
}

function isText(part: unknown): part is string {
  return typeof part === 'string' && isStorable(part);
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether a text is one that PostgreSQL wrote of a value of the type. */
const FORMS: Readonly<Record<KeyType, (text: string) => boolean>> = {
  text: () => true,
  timestamptz: isMoment,
  uuid: (text) => UUID.test(text),
};

function isMoment(value: string): boolean {
  if (value === '-infinity') return true;
  const parts = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.\d{1,6})?[+-]\d\d(?::\d\d)?$/.exec(value);
  return parts !== null && Number.isFinite(Date.parse(`${parts[1]}T${parts[2]}Z`));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
