import { isArrayType } from '../conditions/assume-types.ts';
import type { Scalar } from '../conditions/condition.ts';
import { type Column, SqlError } from './columns.ts';
import { type Bind, ORDER_SIGNS, type SqlWriter, type ValueType } from './dialect.ts';

/**
 * SQL Server 2019 and later. Its texts compare by collation and without blanks at the end: what an index finds equal is
 * compared again byte by byte in UTF-8. Arrays are JSON texts. A list is one JSON text.
 */
export const sqlserver: SqlWriter = {
  quote: (name) => `[${name.replaceAll(']', ']]')}]`,
  placeholder: (n) => `@p${n}`,

  oneOf(column, values, type, bind) {
    if (type !== 'string') return list(column.text, 'IN', values, type, bind);
    const again = `EXISTS (SELECT 1 FROM ${items(values, bind)} WHERE ${exactly(column.text, 'item.[value]')})`;
    return `(${list(column.text, 'IN', values, type, bind)} AND ${again})`;
  },

  noneOf(column, values, type, bind) {
    if (type !== 'string') return list(column.text, 'NOT IN', values, type, bind);
    const found = `EXISTS (SELECT 1 FROM ${items(values, bind)} WHERE ${exactly(column.text, 'item.[value]')})`;
    return `(${column.text} IS NOT NULL AND NOT ${found})`;
  },

  order(column, operator, value, type, bind) {
    const form = formOf(type);
    return `${form(column.text)} ${ORDER_SIGNS[operator]} ${form(bind(native(value)))}`;
  },

  text(column, operator, value, bind) {
    if (value === '') return `${column.text} IS NOT NULL`;
    const text = bytes(column.text);
    const part = () => bytes(bind(value));
    switch (operator) {
      case 'startswith':
        return exactly(`LEFT(${column.text}, LEN(${bind(`${value}.`)}) - 1)`, bind(value));
      case 'endswith':
        return exactly(`RIGHT(${column.text}, LEN(${bind(`${value}.`)}) - 1)`, bind(value));
      case 'contains':
        return `CHARINDEX(${part()}, ${text}) > 0`;
    }
  },

  has(column, values, bind) {
    const wanted = items(values, bind);
    return (
      `(ISJSON(${column.text}) = 1 AND EXISTS (SELECT 1 FROM OPENJSON(${column.text}) AS own, ${wanted} ` +
      `WHERE own.[type] = item.[type] AND (own.[type] = 0 OR ${exactly('own.[value]', 'item.[value]')})))`
    );
  },

  same(left, right, same) {
    const type = fieldsType(left, right);
    const equal = type === 'string' ? exactly(left.text, right.text) : `${left.text} = ${right.text}`;
    const bothNull = `(${left.text} IS NULL AND ${right.text} IS NULL)`;
    if (same) return `(${equal} OR ${bothNull})`;
    const oneNull = `(${left.text} IS NULL AND ${right.text} IS NOT NULL) OR (${left.text} IS NOT NULL AND ${right.text} IS NULL)`;
    return `(NOT (${equal}) OR ${oneNull})`;
  },

  orderFields(left, operator, right) {
    const form = formOf(fieldsType(left, right));
    return `${form(left.text)} ${ORDER_SIGNS[operator]} ${form(right.text)}`;
  },
};

/** In UTF-8, whose bytes order as code points do. */
function bytes(text: string): string {
  return `CAST(${text} AS varchar(max)) COLLATE Latin1_General_100_BIN2_UTF8`;
}

/** Equal in every byte, blanks at the end included. */
function exactly(left: string, right: string): string {
  return `(${bytes(left)} = ${bytes(right)} AND DATALENGTH(${bytes(left)}) = DATALENGTH(${bytes(right)}))`;
}

function items(values: readonly Scalar[], bind: Bind): string {
  return `OPENJSON(${bind(toJson(values))}) AS item`;
}

function list(
  text: string,
  word: 'IN' | 'NOT IN',
  values: readonly Scalar[],
  type: ValueType,
  bind: Bind,
): string {
  const [first, ...others] = values;
  if (others.length === 0) return `${text} ${word === 'IN' ? '=' : '<>'} ${bind(native(first as Scalar))}`;
  const column = { string: 'nvarchar(max)', number: 'decimal(38, 10)', boolean: 'bit' }[type];
  return `${text} ${word} (SELECT [value] FROM OPENJSON(${bind(toJson(values))}) WITH ([value] ${column} '$'))`;
}

function formOf(type: ValueType): (text: string) => string {
  return type === 'string' ? bytes : (text) => text;
}

function native(value: Scalar): Scalar {
  return typeof value === 'bigint' ? String(value) : value;
}

function toJson(values: readonly Scalar[]): string {
  return `[${values.map((value) => (typeof value === 'bigint' ? String(value) : JSON.stringify(value))).join()}]`;
}

function fieldsType(left: Column, right: Column): ValueType {
  const type = left.type ?? right.type;
  if (type === undefined || isArrayType(type)) {
    throw new SqlError(
      `${left.field} and ${right.field} are compared; say in the mapping which type their columns have`,
    );
  }
  return type === 'uuid' ? 'string' : type;
}
