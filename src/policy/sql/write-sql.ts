import { assumeTypes, isArrayType } from '../conditions/assume-types.ts';
import { type Condition, type Field, fieldName, type Scalar } from '../conditions/condition.ts';
import type { ConditionTable } from '../conditions/condition-table.ts';
import { type ScalarType, typeOf } from '../conditions/order-scalars.ts';
import { type Column, columnOf, type MappedType, SqlError, type SqlMapping } from './columns.ts';
import { type Bind, type Dialect, OPPOSITE, type SqlWriter, type ValueType } from './dialect.ts';
import { mysql } from './mysql.ts';
import { postgresql } from './postgresql.ts';
import { sqlite } from './sqlite.ts';
import { sqlserver } from './sqlserver.ts';

/** A condition for a WHERE clause. Every value is a parameter; nothing of it stands in the text. */
export interface Sql {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** The same before its parameters have a form: a value stands between each two of the texts. */
export interface SqlTemplate {
  readonly texts: readonly string[];
  readonly values: readonly unknown[];
}

export interface SqlOptions {
  readonly dialect: Dialect;
  readonly mapping?: SqlMapping;
  /**
   * What comparing with NULL means. As in Rego by default, where null is a value below all others; `unknown`: as in SQL,
   * so that no comparison holds of NULL, negated or not, but the test for null itself. It never selects more rows.
   */
  readonly nulls?: 'smallest' | 'unknown';
  /** Which names of columns are quoted: all by default, or those that are no plain identifiers. */
  readonly quoting?: 'always' | 'needed';
}

const PLAIN_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

const writers: Readonly<Record<Dialect, SqlWriter>> = { postgresql, mysql, sqlite, sqlserver };

/**
 * Writes a condition so that it selects exactly the rows of which it holds. `firstParameter` is the number of the first
 * parameter, where the condition becomes part of a larger statement. Throws a SqlError where a dialect has no exact words
 * for the condition.
 */
export function writeSql(
  condition: Condition,
  table: ConditionTable,
  { firstParameter = 1, ...options }: SqlOptions & { readonly firstParameter?: number },
): Sql {
  const { texts, values } = writeSqlTemplate(condition, table, options);
  const { placeholder } = writers[options.dialect];
  return { text: join(texts, (n) => placeholder(firstParameter + n)), values };
}

/** As `writeSql`, for those who put the parameters in themselves. */
export function writeSqlTemplate(
  condition: Condition,
  table: ConditionTable,
  { dialect, mapping = {}, nulls = 'smallest', quoting = 'always' }: SqlOptions,
): SqlTemplate {
  const writer = writers[dialect];
  const quote = (name: string) => (quoting === 'needed' && PLAIN_NAME.test(name) ? name : writer.quote(name));
  const values: unknown[] = [];
  const bind: Bind = (value) => `${MARK}${values.push(value) - 1}${MARK}`;
  const types = declaredTypes(mapping);
  const typed = types.size === 0 ? condition : assumeTypes(condition, types, table);
  const columns = new Map<string, Column>();
  const column = (field: Field) => {
    const known = columns.get(fieldName(field)) ?? columnOf(field, mapping, quote);
    columns.set(known.field, known);
    return known;
  };
  const context: Context = { writer, bind, nulls, column, taken: new Map() };
  const pieces = write(typed, true, context).split(MARK);
  // Parameters are bound in the order of writing, which is not always that of reading.
  return {
    texts: pieces.filter((_, n) => n % 2 === 0),
    values: pieces.filter((_, n) => n % 2 === 1).map((n) => values[Number(n)]),
  };
}

/** Stands around a parameter's number while a condition is written; no name of a column may hold it. */
const MARK = '\0';

function join(texts: readonly string[], between: (n: number) => string): string {
  return texts.map((text, n) => (n === 0 ? text : between(n - 1) + text)).join('');
}

interface Context {
  readonly writer: SqlWriter;
  readonly bind: Bind;
  readonly nulls: 'smallest' | 'unknown';
  readonly column: (field: Field) => Column;
  /** What columns without a declared type are taken to hold. */
  readonly taken: Map<Column, ValueType>;
}

function declaredTypes(mapping: SqlMapping): Map<string, MappedType> {
  const types = new Map<string, MappedType>();
  for (const [name, column] of Object.entries(mapping)) {
    if (typeof column === 'object' && column.type !== undefined && column.json === undefined)
      types.set(name, column.type);
  }
  return types;
}

/**
 * Negation is carried down to the comparisons, so that each is written as it is meant and NULL can count as false
 * everywhere: nothing above a comparison turns it round.
 */
function write(condition: Condition, positive: boolean, context: Context): string {
  switch (condition.kind) {
    case 'always':
      return positive ? '1 = 1' : '1 = 0';
    case 'never':
      return positive ? '1 = 0' : '1 = 1';
    case 'not':
      return write(condition.part, !positive, context);
    case 'and':
    case 'or': {
      const word = (condition.kind === 'and') === positive ? ' AND ' : ' OR ';
      return `(${condition.parts.map((part) => write(part, positive, context)).join(word)})`;
    }
    case 'fields':
      return writeFields(condition, positive, context);
    default: {
      const column = context.column(condition.field);
      const byValue = context.writer.typedByValue?.(column);
      if (byValue === undefined) return writeColumn(condition, positive, column, context);
      const text = writeByValue(condition, byValue, context.bind);
      return positive ? text : `NOT (${text})`;
    }
  }
}

type AboutColumn = Extract<Condition, { kind: 'in' | 'compare' | 'text' | 'has' }>;

function writeColumn(
  condition: AboutColumn,
  positive: boolean,
  column: Column,
  { writer, bind, nulls, taken }: Context,
): string {
  const isNull = `${column.text} IS NULL`;
  const mayBeNull = column.nullable;
  const orNull = (text: string) => (mayBeNull && nulls === 'smallest' ? `(${text} OR ${isNull})` : text);
  const opposite = (text: string) =>
    !mayBeNull || nulls === 'smallest'
      ? orNull(`NOT (${text})`)
      : `(NOT (${text}) AND ${column.text} IS NOT NULL)`;
  switch (condition.kind) {
    case 'in': {
      const values = condition.values.filter((value) => value !== null);
      const withNull = values.length < condition.values.length;
      if (values.length === 0) return positive ? isNull : `${column.text} IS NOT NULL`;
      const type = commonType(column, values, taken);
      if (positive) {
        const text = writer.oneOf(column, values, type, bind);
        return withNull ? `(${text} OR ${isNull})` : text;
      }
      const text = writer.noneOf(column, values, type, bind);
      return withNull ? text : orNull(text);
    }
    case 'compare': {
      const operator = positive ? condition.operator : OPPOSITE[condition.operator];
      const text = writer.order(
        column,
        operator,
        condition.value,
        commonType(column, [condition.value], taken),
        bind,
      );
      // Null is below every value.
      return operator === 'lt' || operator === 'lte' ? orNull(text) : text;
    }
    case 'text': {
      const text = writer.text(column, condition.operator, condition.value, bind);
      return positive ? text : opposite(text);
    }
    case 'has': {
      const text = writer.has(column, condition.values, bind);
      return positive ? text : opposite(text);
    }
  }
}

function writeByValue(
  condition: AboutColumn,
  column: NonNullable<ReturnType<NonNullable<SqlWriter['typedByValue']>>>,
  bind: Bind,
): string {
  switch (condition.kind) {
    case 'in':
      return column.oneOf(condition.values, bind);
    case 'compare':
      return column.order(condition.operator, condition.value as Exclude<Scalar, null>, bind);
    case 'text':
      return column.text(condition.operator, condition.value, bind);
    case 'has':
      return column.has(condition.values, bind);
  }
}

function writeFields(
  { left, operator, right }: Extract<Condition, { kind: 'fields' }>,
  positive: boolean,
  { writer, column, nulls }: Context,
): string {
  const [a, b] = [column(left), column(right)];
  for (const one of [a, b]) {
    if (one.type !== undefined && isArrayType(one.type)) {
      throw new SqlError(`${one.field} is an array, which can't be compared with another column`);
    }
    if (one.json !== undefined) {
      throw new SqlError(`${one.field} is inside a JSON column, which can't be compared with another column`);
    }
  }
  if (operator === 'eq') {
    const text = writer.same(a, b, positive);
    if (nulls === 'smallest') return text;
    return `(${text} AND ${a.text} IS NOT NULL AND ${b.text} IS NOT NULL)`;
  }
  const used = positive ? operator : OPPOSITE[operator];
  const text = writer.orderFields(a, used, b);
  if (nulls === 'unknown') return text;
  switch (used) {
    case 'lt':
      return `(${text} OR (${a.text} IS NULL AND ${b.text} IS NOT NULL))`;
    case 'lte':
      return `(${text} OR ${a.text} IS NULL)`;
    case 'gt':
      return `(${text} OR (${b.text} IS NULL AND ${a.text} IS NOT NULL))`;
    case 'gte':
      return `(${text} OR ${b.text} IS NULL)`;
  }
}

/**
 * The one type of all values. Without a declared type the column is taken to be of it, and can't be of another one too:
 * some databases would turn one into the other without a word.
 */
function commonType(column: Column, values: readonly Scalar[], taken: Map<Column, ValueType>): ValueType {
  const types = new Set<ScalarType>(values.map(typeOf));
  if (column.type === undefined) types.add(taken.get(column) ?? typeOf(values[0] ?? null));
  const [type] = types;
  if (types.size !== 1 || type === undefined || type === 'null') {
    throw new SqlError(
      `${column.field} is compared with values of several types; say in the mapping which type its column has`,
    );
  }
  taken.set(column, type);
  return type;
}
