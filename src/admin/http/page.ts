import { createHash } from 'node:crypto';
import { type Static, type TSchema, Type } from 'typebox';
import { malformed } from './problems.ts';
import { isStorable } from './storable-text.ts';

export const DEFAULT_PAGE = 50;
export const LARGEST_PAGE = 200;

/** What every list takes. */
export const pageQuery = Type.Object(
  {
    limit: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: LARGEST_PAGE,
        default: DEFAULT_PAGE,
        description: 'Things a page holds at most.',
      }),
    ),
    cursor: Type.Optional(
      Type.String({ minLength: 1, maxLength: 2000, description: 'The next_cursor of the page before.' }),
    ),
  },
  { additionalProperties: false },
);

export type PageQuery = Static<typeof pageQuery>;

export interface PageRequest {
  readonly limit: number;
  /** The key after which the page begins. */
  readonly after: string | undefined;
}

export interface Page<T> {
  readonly items: T[];
  /** Null on the last page. */
  readonly next_cursor: string | null;
}

export function pageOf<T extends TSchema>(item: T) {
  return Type.Object({
    items: Type.Array(item),
    next_cursor: Type.Union([Type.String(), Type.Null()]),
  });
}

/** `asked`: of {@link whatIsAsked}; a cursor that was written for something else is a 400 problem. */
export function pageRequest(query: PageQuery, asked = ''): PageRequest {
  return {
    limit: query.limit ?? DEFAULT_PAGE,
    after: query.cursor === undefined ? undefined : readCursor(query.cursor, asked),
  };
}

export function writeCursor(key: string, asked = ''): string {
  return Buffer.from(JSON.stringify([key, asked])).toString('base64url');
}

/** Names a list and all that narrows or orders it, so that a cursor is used for nothing else. */
export function whatIsAsked(list: string, query: PageQuery): string {
  const { limit: _limit, cursor: _cursor, ...others } = query;
  const parts = JSON.stringify([list, Object.entries(others).sort(([a], [b]) => (a < b ? -1 : 1))]);
  return createHash('sha256').update(parts).digest('base64url').slice(0, 16);
}

function readCursor(cursor: string, asked: string): string {
  const [key, written] = parse(Buffer.from(cursor, 'base64url').toString());
  if (typeof key !== 'string' || !isStorable(key) || written !== asked) {
    throw malformed('The cursor is not one that a page of this list gave.', [
      { field: 'cursor', message: 'must be the next_cursor of a page asked for in the same way' },
    ]);
  }
  return key;
}

function parse(text: string): unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
