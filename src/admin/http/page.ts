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
  /** Null on the last page. A page may be short, even empty, and still have a next one. */
  readonly next_cursor: string | null;
}

export function pageOf<T extends TSchema>(item: T) {
  return Type.Object({
    items: Type.Array(item),
    next_cursor: Type.Union([Type.String(), Type.Null()]),
  });
}

export function pageRequest(query: PageQuery): PageRequest {
  return {
    limit: query.limit ?? DEFAULT_PAGE,
    after: query.cursor === undefined ? undefined : readCursor(query.cursor),
  };
}

export function writeCursor(key: string): string {
  return Buffer.from(JSON.stringify([key])).toString('base64url');
}

function readCursor(cursor: string): string {
  const key = parse(Buffer.from(cursor, 'base64url').toString());
  if (typeof key !== 'string' || !isStorable(key)) {
    throw malformed('The cursor is not one that a page of this list gave.', [
      { field: 'cursor', message: 'must be the next_cursor of a page' },
    ]);
  }
  return key;
}

function parse(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value[0] : undefined;
  } catch {
    return undefined;
  }
}
