import { COLUMN_TYPES, type FieldType } from '../conditions/assume-types.ts';
import type { Field } from '../conditions/condition.ts';
import { fieldName } from '../conditions/condition.ts';

/** What a mapping may say of a column's collation. */
export const COLLATIONS = ['nondeterministic', 'C'] as const;

/** What a mapping may say that a column holds. */
export const MAPPED_TYPES: readonly MappedType[] = [...COLUMN_TYPES, 'integer'];
/** An `integer` is a number that never has a fraction: bounds with one are written as the whole number that means the same. */
export type MappedType = FieldType | 'integer';

/** Where a field of the row is found: `column`, `table.column` or `schema.table.column`, and what is known of it. */
export interface ColumnMapping {
  /** Its parts, or all of them joined by points. */
  readonly column: string | readonly string[];
  /** What it holds, if not null. */
  readonly type?: MappedType;
  /** False: it never holds null. */
  readonly nullable?: boolean;
  /** PostgreSQL: the path of the value inside a `json` or `jsonb` column. */
  readonly json?: readonly string[];
  /**
   * PostgreSQL: how the column compares text. `nondeterministic`: by another rule than byte by byte (`citext`, such a
   * collation), so that what it finds equal has to be looked at again. `C`: the column itself is `COLLATE "C"`, so that its
   * index is in the order of the policy's comparisons. Otherwise what it finds equal is, and only an index that is
   * `COLLATE "C"` serves for `<` and for beginnings.
   */
  readonly collation?: (typeof COLLATIONS)[number];
}

/** Field names (`properties.team`) and their columns. A field that is not named is in the column of its last part. */
export type SqlMapping = Readonly<Record<string, string | ColumnMapping>>;

/** A column, ready to be written. */
export interface Column {
  /** The name of the field, for messages. */
  readonly field: string;
  /** Quoted. */
  readonly text: string;
  readonly type: FieldType | undefined;
  readonly nullable: boolean;
  readonly json: readonly string[] | undefined;
  readonly recheck: boolean;
  /** The column's own order of texts is that of their bytes. */
  readonly byteOrder: boolean;
}

/** Thrown where a condition can't be said exactly in SQL; the message says what is to be done. */
export class SqlError extends Error {
  override readonly name = 'SqlError';
}

/** The column of a field. Throws a SqlError for a mapping that names none. */
export function columnOf(field: Field, mapping: SqlMapping, quote: (name: string) => string): Column {
  const name = fieldName(field);
  const mapped = Object.hasOwn(mapping, name) ? mapping[name] : undefined;
  const given: ColumnMapping =
    typeof mapped === 'object' ? mapped : { column: mapped ?? [field.at(-1) ?? ''] };
  const parts = typeof given.column === 'string' ? given.column.split('.') : given.column;
  if (parts.length === 0 || parts.length > 4 || parts.some((part) => part === '' || part.includes('\0'))) {
    throw new SqlError(`the mapping of ${name} must be column, table.column or schema.table.column`);
  }
  return {
    field: name,
    text: parts.map(quote).join('.'),
    type: given.type === 'integer' ? 'number' : given.type,
    nullable: given.nullable !== false,
    json: given.json,
    recheck: given.collation === 'nondeterministic',
    byteOrder: given.collation === 'C',
  };
}
