import type { Condition } from '../../policy/conditions/condition.ts';
import type { ConditionTable } from '../../policy/conditions/condition-table.ts';
import { holds } from '../../policy/conditions/evaluate-condition.ts';
import { type ColumnMapping, SqlError, type SqlMapping } from '../../policy/sql/columns.ts';
import type { Dialect } from '../../policy/sql/dialect.ts';
import { type Sql, writeSql } from '../../policy/sql/write-sql.ts';
import { fieldsForType, type Row, type RowField, valueAt } from '../row-shape.ts';
import type { Question, Voice } from './voice.ts';

/** The filter that is judged: what has to hold of a row, and the table that made it. */
export type FilterOf = (question: Question) => {
  readonly condition: Condition;
  readonly table: ConditionTable;
};

/** Asks for each question's filter once. */
export function remembered(filterOf: FilterOf): FilterOf {
  const known = new WeakMap<Question, ReturnType<FilterOf>>();
  return (question) => {
    const filter = known.get(question) ?? filterOf(question);
    known.set(question, filter);
    return filter;
  };
}

/** The condition, evaluated on each row in memory. */
export function conditionVoice(filterOf: FilterOf, name = 'the condition in memory'): Voice {
  return {
    name,
    async admits(question, rows) {
      const { condition } = filterOf(question);
      return rows.map((row) => holds(condition, { ...row }));
    },
    async close() {},
  };
}

/** A database in which rows are put, to be selected by the filter's SQL. */
export interface RowDatabase {
  readonly name: string;
  readonly dialect: Dialect;
  /**
   * Puts the values into a table `checked` of columns `f0`, `f1`, … and gives the numbers of the rows, from 0, of which
   * the text holds.
   */
  select(fields: readonly RowField[], values: readonly (readonly unknown[])[], where: Sql): Promise<number[]>;
  /** How the n-th field is mapped, where that is not to its own column of a declared type. */
  columnOf?(field: RowField, n: number): ColumnMapping;
  close(): Promise<void>;
}

/** The columns in which a database is given fields. */
export function mappingFor(database: RowDatabase, fields: readonly RowField[]): SqlMapping {
  return Object.fromEntries(
    fields.map((field, n) => [
      field.path.join('.'),
      database.columnOf?.(field, n) ?? {
        column: ['checked', `f${n}`],
        type: field.column?.type ?? (field.kind === 'array' ? 'string[]' : field.kind),
        nullable: field.column?.nullable ?? true,
      },
    ]),
  );
}

/**
 * The rows that a database selects. Fields that are not named here are in no column, and fail the query. Where the
 * database has no exact words for a filter, `onWordless` is told and the voice keeps out; without it, that is an error.
 */
export function databaseVoice(
  database: RowDatabase,
  fields: readonly RowField[],
  filterOf: FilterOf,
  onWordless?: (message: string) => void,
): Voice {
  return {
    name: database.name,
    async admits(question: Question, rows: readonly Row[]) {
      const own = fieldsForType(fields, question.type);
      const mapping = mappingFor(database, own);
      const { condition, table } = filterOf(question);
      let where: Sql;
      try {
        where = writeSql(condition, table, { dialect: database.dialect, mapping });
      } catch (error) {
        if (onWordless === undefined || !(error instanceof SqlError)) throw error;
        onWordless(error.message);
        return undefined;
      }
      const values = rows.map((row) => own.map(({ path }) => valueAt(row, path) ?? null));
      const selected = new Set(await database.select(own, values, where));
      return rows.map((_, n) => selected.has(n));
    },
    close: () => database.close(),
  };
}
