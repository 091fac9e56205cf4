import { isUuid } from '../conditions/assume-types.ts';
import type { Scalar } from '../conditions/condition.ts';
import type { Column } from './columns.ts';
import { SqlError } from './columns.ts';
import { type Bind, ORDER_SIGNS, type SqlWriter, type ValueType } from './dialect.ts';
import { jsonColumn, storable, unstorable } from './postgresql-json.ts';

/** PostgreSQL 12 and later. A list is one array parameter. */
export const postgresql: SqlWriter = {
  quote: (name) => `"${name.replaceAll('"', '""')}"`,
  placeholder: (n) => `$${n}`,

  oneOf(column, values, type, bind) {
    const possible = storable(values);
    if (possible.length === 0) return '1 = 0';
    const found = equals(column.text, '=', 'ANY', possible, type, bind);
    if (!column.recheck || type !== 'string') return found;
    return `(${found} AND ${equals(`${column.text}::text COLLATE "C"`, '=', 'ANY', possible, type, bind)})`;
  },

  noneOf(column, values, type, bind) {
    const possible = storable(values);
    if (possible.length === 0) return `${column.text} IS NOT NULL`;
    const text = column.recheck && type === 'string' ? `${column.text}::text COLLATE "C"` : column.text;
    return equals(text, '<>', 'ALL', possible, type, bind);
  },

  order(column, operator, value, type, bind) {
    if (typeof value === 'string' && value.includes('\0')) throw unstorable(column);
    const text = type === 'string' && !isInOrder(column, value) ? inByteOrder(column) : column.text;
    return `${text} ${ORDER_SIGNS[operator]} ${bindScalar(value, type, bind)}`;
  },

  text(column, operator, value, bind) {
    if (value === '') return `${column.text} IS NOT NULL`;
    if (value.includes('\0')) return '1 = 0';
    const text = column.type === 'uuid' ? `${column.text}::text` : column.text;
    const bytes = `${column.text}::text COLLATE "C"`;
    switch (operator) {
      case 'startswith':
        return column.recheck
          ? `starts_with(${bytes}, ${bind(value)})`
          : `starts_with(${text}, ${bind(value)})`;
      case 'endswith': {
        const part = bind(value);
        return `right(${bytes}, char_length(${part})) = ${part}`;
      }
      case 'contains':
        return `strpos(${bytes}, ${bind(value)}) > 0`;
    }
  },

  has(column, values, bind) {
    const items = storable(values.filter((value) => value !== null));
    const tests: string[] = [];
    if (items.length > 0) {
      const types = new Set(items.map((value) => (typeof value === 'bigint' ? 'number' : typeof value)));
      const [type] = types;
      if (types.size > 1) {
        throw new SqlError(
          `${column.field} is searched for values of several types; say in the mapping what its items are, as \`string[]\``,
        );
      }
      tests.push(overlaps(column, items, type as ValueType, bind));
    }
    if (items.length < values.length && values.includes(null)) {
      tests.push(`array_position(${column.text}, NULL) IS NOT NULL`);
    }
    return tests.length === 0
      ? '1 = 0'
      : tests.length === 1
        ? (tests[0] as string)
        : `(${tests.join(' OR ')})`;
  },

  same(left, right, same) {
    const mixed = (left.type === 'uuid') !== (right.type === 'uuid');
    const text = (column: Column) =>
      column.recheck || mixed ? `${column.text}::text COLLATE "C"` : column.text;
    return `${text(left)} IS ${same ? 'NOT ' : ''}DISTINCT FROM ${text(right)}`;
  },

  orderFields(left, operator, right) {
    const type = left.type ?? right.type;
    if (type === undefined) {
      throw new SqlError(
        `${left.field} and ${right.field} are compared; say in the mapping which type their columns have`,
      );
    }
    const text = (column: Column) =>
      type === 'string' || type === 'uuid' ? inByteOrder(column) : column.text;
    return `${text(left)} ${ORDER_SIGNS[operator]} ${text(right)}`;
  },

  typedByValue: (column) => (column.json === undefined ? undefined : jsonColumn(column, column.json)),
};

/** Whether a column's own order is that of code points, so that its index serves: UUIDs order as they are written. */
function isInOrder(column: Column, value: Scalar): boolean {
  return column.type === 'uuid' ? typeof value === 'string' && isUuid(value) : column.byteOrder;
}

/** UTF-8 bytes order as code points do. */
function inByteOrder(column: Column): string {
  return column.type === 'uuid' || column.recheck
    ? `${column.text}::text COLLATE "C"`
    : `${column.text} COLLATE "C"`;
}

function equals(
  text: string,
  sign: '=' | '<>',
  quantifier: 'ANY' | 'ALL',
  values: readonly Scalar[],
  type: ValueType,
  bind: Bind,
): string {
  const [first, ...others] = values;
  if (others.length === 0) return `${text} ${sign} ${bindScalar(first as Scalar, type, bind)}`;
  return `${text} ${sign} ${quantifier} (${bindList(values, type, bind)})`;
}

/** Texts and booleans take the type of what they are compared with; a number's own is said, lest it be rounded to it. */
function bindScalar(value: Scalar, type: ValueType, bind: Bind): string {
  if (type !== 'number') return bind(value);
  return `${bind(String(value))}::${isBigint(value) ? 'bigint' : 'numeric'}`;
}

/** Arrays overlap only where their items are of one type; the cast of a `text[]` to itself costs nothing. */
function overlaps(column: Column, items: readonly Scalar[], type: ValueType, bind: Bind): string {
  const values = type === 'number' ? items.map(String) : items;
  // Only what is a UUID is asked for in a column that is declared so, and without a cast of it its index serves.
  if (column.type === 'uuid[]') return `${column.text} && ${bind(values)}::uuid[]`;
  const cast = { string: '::text[]', number: '::numeric[]', boolean: '::boolean[]' }[type];
  return `${column.text}${cast} && ${bind(values)}${cast}`;
}

function bindList(values: readonly Scalar[], type: ValueType, bind: Bind): string {
  if (type !== 'number') return bind(values);
  return `${bind(values.map(String))}::${values.every(isBigint) ? 'bigint' : 'numeric'}[]`;
}

const LARGEST_BIGINT = 2n ** 63n;

function isBigint(value: Scalar): boolean {
  if (typeof value === 'bigint') return value < LARGEST_BIGINT && value >= -LARGEST_BIGINT;
  return Number.isSafeInteger(value);
}
