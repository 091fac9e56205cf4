import { isArrayType } from '../conditions/assume-types.ts';
import type { Scalar } from '../conditions/condition.ts';
import { type Column, SqlError } from './columns.ts';
import { type Bind, ORDER_SIGNS, type SqlWriter, type ValueType } from './dialect.ts';

/**
 * MySQL 8 and MariaDB 10.9 or later, with connections in utf8mb4. Its texts compare by collation, most of which take no
 * notice of case, accents or blanks at the end: what an index finds equal is compared again byte by byte. Arrays are JSON.
 */
export const mysql: SqlWriter = {
  quote: (name) => `\`${name.replaceAll('`', '``')}\``,
  placeholder: () => '?',

  oneOf(column, values, type, bind) {
    const found = list(column.text, 'IN', values, bind, plain);
    if (type !== 'string') return found;
    return `(${found} AND ${list(bytes(column.text), 'IN', values, bind, bytes)})`;
  },

  noneOf(column, values, type, bind) {
    if (type !== 'string') return list(column.text, 'NOT IN', values, bind, plain);
    return list(bytes(column.text), 'NOT IN', values, bind, bytes);
  },

  order(column, operator, value, type, bind) {
    const form = formOf(type);
    return `${form(column.text)} ${ORDER_SIGNS[operator]} ${form(bound(value, bind))}`;
  },

  text(column, operator, value, bind) {
    if (value === '') return `${column.text} IS NOT NULL`;
    const text = bytes(column.text);
    const part = () => bytes(bind(value));
    switch (operator) {
      case 'startswith':
        return `LEFT(${text}, LENGTH(${part()})) = ${part()}`;
      case 'endswith':
        return `RIGHT(${text}, LENGTH(${part()})) = ${part()}`;
      case 'contains':
        return `LOCATE(${part()}, ${text}) > 0`;
    }
  },

  has(column, values, bind) {
    const tests = values.map((value) => {
      if (isRounded(value)) {
        throw new SqlError(
          `${column.field} is searched for ${value}, and MariaDB rounds integers beyond 2^53 in JSON`,
        );
      }
      return `JSON_CONTAINS(${column.text}, ${bind(JSON.stringify(value))})`;
    });
    return `(JSON_TYPE(${column.text}) = 'ARRAY' AND (${tests.join(' OR ')}))`;
  },

  same(left, right, same) {
    const form = formOf(fieldsType(left, right));
    const test = `${form(left.text)} <=> ${form(right.text)}`;
    return same ? test : `NOT (${test})`;
  },

  orderFields(left, operator, right) {
    const form = formOf(fieldsType(left, right));
    return `${form(left.text)} ${ORDER_SIGNS[operator]} ${form(right.text)}`;
  },
};

function list(
  text: string,
  word: 'IN' | 'NOT IN',
  values: readonly Scalar[],
  bind: Bind,
  form: (text: string) => string,
): string {
  const items = values.map((value) => form(bound(value, bind)));
  if (items.length === 1) return `${text} ${word === 'IN' ? '=' : '<>'} ${items[0]}`;
  return `${text} ${word} (${items.join(', ')})`;
}

/** Bytes in UTF-8: equal where the texts are, and in the order of code points. */
function bytes(text: string): string {
  return `CAST(CONVERT(${text} USING utf8mb4) AS BINARY)`;
}

function plain(text: string): string {
  return text;
}

function formOf(type: ValueType): (text: string) => string {
  return type === 'string' ? bytes : plain;
}

/** Integers beyond 2^53 are bound as texts, and would be compared as doubles if they stayed such. */
function bound(value: Scalar, bind: Bind): string {
  return typeof value === 'bigint' ? `CAST(${bind(String(value))} AS DECIMAL(65))` : bind(value);
}

function isRounded(value: Scalar): boolean {
  return typeof value === 'bigint' || (Number.isInteger(value) && !Number.isSafeInteger(value));
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
