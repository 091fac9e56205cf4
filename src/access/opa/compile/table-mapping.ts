import { isObject } from '../../authzen/evaluation-request.ts';
import { BadRequest } from '../../errors.ts';
import { FragmentError } from './compile-errors.ts';
import type { Target } from './targets.ts';

/** Which column, as the parts of its name, a field of the row is. */
export type ColumnNames = (field: readonly string[]) => readonly string[];

const COLUMNS = 'read fields of rows as input.<table>.<column>; a column alone needs a mapping with $table';

type Mappings = Readonly<Record<string, unknown>>;

/**
 * The names of columns by OPA's `targetSQLTableMappings`: for a dialect, for `sql` or `ucast`, or for every target.
 * Of a field `fruits.name`, `$self` of `fruits` is the table and its member `name` the column; a field `name` without
 * table is served where `$table` of `name` names one. Throws BadRequest for mappings that are none; the function throws a
 * FragmentError for a field that is no column. Source: `lookupMappings` and `translateField` of OPA.
 */
export function columnNames(mappings: Mappings, { kind, variant }: Target): ColumnNames {
  const tables = chosen(mappings, kind, variant);
  return (field) => {
    const [first = '', second, ...more] = field;
    const short = second === undefined ? text(tableOf(tables, first)?.$table) : undefined;
    const table = short ?? first;
    const column = short === undefined ? second : first;
    if (column === undefined || more.length > 0 || field.some((name) => name === '' || name.includes('.'))) {
      throw new FragmentError(`invalid ref operand: input.${field.join('.')}`, { field, instead: COLUMNS });
    }
    const mapped = tableOf(tables, table);
    return [...(text(mapped?.$self) ?? table).split('.'), ...(text(mapped?.[column]) ?? column).split('.')];
  };
}

function chosen(mappings: Mappings, kind: string, variant: string): Mappings {
  for (const [what, name] of [
    ['dialect', variant],
    ['target', kind],
  ] as const) {
    const own = member(mappings, name);
    if (own === undefined || own === null) continue;
    if (!isObject(own)) throw new BadRequest(`mappings: invalid mappings for ${what} ${name}`);
    return checked(own);
  }
  return checked(mappings);
}

function checked(mappings: Mappings): Mappings {
  for (const [table, columns] of Object.entries(mappings)) {
    if (!isObject(columns)) continue;
    for (const [key, value] of Object.entries(columns)) {
      if (typeof value === 'string') continue;
      if (isObject(value) && key !== '$self' && key !== '$table') continue;
      throw new BadRequest(`mappings: invalid mappings: ${table}.${key}: expected string`);
    }
  }
  return mappings;
}

function tableOf(mappings: Mappings, name: string): Mappings | undefined {
  const table = member(mappings, name);
  return isObject(table) ? table : undefined;
}

function member(object: Mappings, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
