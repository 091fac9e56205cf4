import type { Scalar } from '../conditions/condition.ts';
import { type Column, SqlError } from './columns.ts';
import { type Bind, ORDER_SIGNS, type SqlWriter, type ValueType } from './dialect.ts';

/**
 * SQLite 3.38 and later. Its columns hold values of any type, so that each comparison says the type too; text compares
 * byte by byte whatever the column's collation; booleans are 0 and 1; arrays are JSON texts. A list is one JSON text.
 */
export const sqlite: SqlWriter = {
  quote: (name) => `"${name.replaceAll('"', '""')}"`,
  placeholder: () => '?',

  oneOf: (column, values, type, bind) =>
    `(${list(column, 'IN', values, type, bind)} AND ${isOfType(column, type)})`,

  noneOf: (column, values, type, bind) =>
    `(${list(column, 'NOT IN', values, type, bind)} OR ${column.text} IS NOT NULL AND NOT ${isOfType(column, type)})`,

  order(column, operator, value, type, bind) {
    const test = `${column.text} ${ORDER_SIGNS[operator]} ${bind(native(value))}${collate(type)}`;
    const own = `(${isOfType(column, type)} AND ${test})`;
    if (type === 'boolean') return own;
    // Numbers come before texts, and those before blobs, which no policy knows.
    const other = `typeof(${column.text}) = 'text'`;
    if (type === 'number') return operator.startsWith('g') ? `(${own} OR ${other})` : own;
    return operator.startsWith('l') ? `(${own} OR typeof(${column.text}) IN ('integer', 'real'))` : own;
  },

  text(column, operator, value, bind) {
    const isText = `typeof(${column.text}) = 'text'`;
    if (value === '') return isText;
    // Of an empty text, functions of bytes give NULL.
    const bytes = `CAST(${column.text} AS BLOB)`;
    const part = () => `CAST(${bind(value)} AS BLOB)`;
    switch (operator) {
      case 'startswith':
        return `(${isText} AND substr(${bytes}, 1, length(${part()})) IS ${part()})`;
      case 'endswith':
        return `(${isText} AND substr(${bytes}, -length(${part()})) IS ${part()})`;
      case 'contains':
        return `(${isText} AND ifnull(instr(${bytes}, ${part()}), 0) > 0)`;
    }
  },

  has(column, values, bind) {
    const items = bind(toJson(values));
    // A text that is no JSON would fail the whole query.
    const own = `CASE WHEN json_valid(${column.text}) THEN ${column.text} END`;
    return (
      `EXISTS (SELECT 1 FROM json_each(${own}) AS item, json_each(${items}) AS wanted ` +
      `WHERE item.value IS wanted.value COLLATE BINARY AND ${kind('item')} = ${kind('wanted')})`
    );
  },

  same(left, right, same) {
    const collation = left.type === 'number' || left.type === 'boolean' ? '' : ' COLLATE BINARY';
    return `${left.text} IS ${same ? '' : 'NOT '}${right.text}${collation}`;
  },

  orderFields(left, operator, right) {
    const type = left.type ?? right.type;
    if (type === undefined) {
      throw new SqlError(
        `${left.field} and ${right.field} are compared; say in the mapping which type their columns have`,
      );
    }
    const collation = type === 'number' || type === 'boolean' ? '' : ' COLLATE BINARY';
    return `${left.text} ${ORDER_SIGNS[operator]} ${right.text}${collation}`;
  },
};

/** The type of an item of JSON, as Rego tells them apart. */
function kind(item: string): string {
  return `CASE ${item}.type WHEN 'real' THEN 'integer' ELSE ${item}.type END`;
}

function list(
  column: Column,
  word: 'IN' | 'NOT IN',
  values: readonly Scalar[],
  type: ValueType,
  bind: Bind,
): string {
  const [first, ...others] = values;
  if (others.length === 0) {
    return `${column.text} ${word === 'IN' ? '=' : '<>'} ${bind(native(first as Scalar))}${collate(type)}`;
  }
  const left = type === 'string' ? `${column.text} COLLATE BINARY` : column.text;
  return `${left} ${word} (SELECT value FROM json_each(${bind(toJson(values.map(native)))}))`;
}

function collate(type: ValueType): string {
  return type === 'string' ? ' COLLATE BINARY' : '';
}

function isOfType(column: Column, type: ValueType): string {
  if (type === 'string') return `typeof(${column.text}) = 'text'`;
  return `typeof(${column.text}) IN ('integer', 'real')`;
}

function native(value: Scalar): Exclude<Scalar, boolean> {
  return typeof value === 'boolean' ? Number(value) : value;
}

function toJson(values: readonly Scalar[]): string {
  return `[${values.map((value) => (typeof value === 'bigint' ? String(value) : JSON.stringify(value))).join()}]`;
}
