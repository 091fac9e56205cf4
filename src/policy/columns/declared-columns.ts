import { COLUMN_TYPES, type FieldType, isArrayType } from '../conditions/assume-types.ts';
import type { DeclaredFields, FieldType as RowFieldType } from '../evaluator/residual/row-fields.ts';

/** What a column of a resource's rows holds. */
export interface DeclaredColumn {
  readonly type: FieldType;
  /** Whether it may hold null instead. */
  readonly nullable: boolean;
}

/** The columns of one resource type by the field's name (`id`, `properties.team`), or of one table by its own (`price`). */
export type DeclaredColumns = ReadonlyMap<string, DeclaredColumn>;

/** The columns that a policy declares, by resource type, or by where in the input a table's rows lie (`input.fruits`). */
export type ColumnDeclarations = ReadonlyMap<string, DeclaredColumns>;

/** Thrown for a declaration that says nothing sensible. The message names the place in it and says what was expected. */
export class ColumnsError extends Error {
  override readonly name = 'ColumnsError';
}

const NOT_NULL = ' not null';
const FIELD = /^(id|properties(\.[^.\0]+)+)$/;
const COLUMN = /^[^.\0]+$/;
const TABLE = /^input\.[^.\0]+$/;

/** Whether rows that a declaration is about lie in the input as a table of the compile API, not as the resource. */
export function isTable(name: string): boolean {
  return TABLE.test(name);
}

/**
 * Reads what a policy's metadata or a bundle's manifest says of columns: resource types and tables, each with fields and
 * what they hold (`string`, `number not null`, `string[]`). Throws a ColumnsError.
 */
export function readColumnDeclarations(value: unknown): ColumnDeclarations {
  const types = Object.entries(objectAt(value, 'columns')).map(([type, fields]) => {
    const place = `columns.${type}`;
    const columns = new Map(
      Object.entries(objectAt(fields, place)).map(([field, written]) => [
        field,
        readColumn(written, field, place, isTable(type) ? COLUMN : FIELD),
      ]),
    );
    if (columns.size === 0) throw new ColumnsError(`${place} names no column`);
    for (const field of columns.keys()) {
      const inner = [...columns.keys()].find((other) => other.startsWith(`${field}.`));
      if (inner !== undefined) {
        throw new ColumnsError(
          `${place} has both ${field} and ${inner}, which would lie in it: name the inner one`,
        );
      }
    }
    return [type, columns] as const;
  });
  return new Map(types);
}

/** The same as it was read. */
export function writeColumnDeclarations(
  declarations: ColumnDeclarations,
): Record<string, Record<string, string>> {
  return Object.fromEntries(
    [...declarations].map(([type, columns]) => [
      type,
      Object.fromEntries([...columns].map(([field, column]) => [field, columnText(column)])),
    ]),
  );
}

export function columnText({ type, nullable }: DeclaredColumn): string {
  return nullable ? type : `${type}${NOT_NULL}`;
}

/** The columns as an evaluator is told of them: others are missing. */
export function fieldsOf(columns: DeclaredColumns): DeclaredFields {
  return new Map([...columns].map(([field, { type }]) => [field, rowType(type)]));
}

function rowType(type: FieldType): RowFieldType {
  if (type === 'uuid') return 'string';
  return isArrayType(type) ? 'array' : type;
}

function readColumn(written: unknown, field: string, place: string, named: RegExp): DeclaredColumn {
  if (!named.test(field)) {
    const expected = named === COLUMN ? 'the name of a column' : 'id, or a name such as properties.team';
    throw new ColumnsError(`${place}: "${field}" is no field of a row: expected ${expected}`);
  }
  const text = typeof written === 'string' ? written.trim().replace(/\s+/g, ' ') : '';
  const nullable = !text.endsWith(NOT_NULL);
  const name = nullable ? text : text.slice(0, -NOT_NULL.length);
  const type = COLUMN_TYPES.find((known) => known === name);
  if (type === undefined) {
    throw new ColumnsError(
      `${place}["${field}"] is ${JSON.stringify(written)}: expected one of ${COLUMN_TYPES.join(', ')}, and "not null" behind it where it never is`,
    );
  }
  return { type, nullable };
}

function objectAt(value: unknown, place: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw new ColumnsError(`${place} must be an object`);
}
