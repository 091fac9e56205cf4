import { EvaluationLimit } from '../policy/builtins/builtin.ts';
import { EvaluationError } from '../policy/evaluator/evaluation-error.ts';
import { NotLiftable } from '../policy/evaluator/residual/refusal.ts';
import type { DeclaredFields, SparseRows } from '../policy/evaluator/residual/row-fields.ts';
import type { FilterQuestion, FilterRows } from '../policy/filter/policy-filters.ts';
import { type ColumnMapping, SqlError } from '../policy/sql/columns.ts';
import { type Sql, writeSql } from '../policy/sql/write-sql.ts';
import { unavailable } from './http/problems.ts';

/** Where a list's query has what the policy is told of each of its rows. */
export interface ListedRows {
  /** The resource type. */
  readonly type: string;
  /** By their names in a request: texts, or arrays of them. Where one is null the policy is told nothing. */
  readonly columns: Readonly<
    Record<string, ColumnMapping & { readonly type: 'string' | 'string[]' | 'uuid' }>
  >;
  /** A condition of SQL for rows that are listed for whoever may see any. */
  readonly everybodys?: string;
}

/** The rows of a type that a subject may do something to: those of which `authorize` would allow it. */
export type AllowedRows = (
  question: FilterQuestion,
  fields: DeclaredFields,
  sparse: SparseRows,
) => FilterRows;

/** The rows of a list that an actor may see. */
export interface ListScope {
  /** Whether these are all there are. */
  readonly all: boolean;
  /** A condition of SQL whose parameters begin with the one of this number. */
  condition(firstParameter: number): Sql;
}

const SPARSE: SparseRows = { without: new Set() };

/**
 * The scope of a list as the policy gives it. Throws a 503 problem where the policy's rule can't be said in SQL exactly:
 * no list is better than one that shows too much, and a policy that is checked before it is published has no such rule.
 */
export function scopeOf(allowedRows: AllowedRows, question: FilterQuestion, listed: ListedRows): ListScope {
  const { columns, everybodys } = listed;
  const fields: DeclaredFields = new Map(
    Object.entries(columns).map(([name, { type }]) => [name, type === 'string[]' ? 'array' : 'string']),
  );
  const rows = answered(() => allowedRows(question, fields, SPARSE));
  return {
    all: rows.condition.kind === 'always',
    condition(firstParameter) {
      const { text, values } = answered(() =>
        writeSql(rows.condition, rows.table, { dialect: 'postgresql', mapping: columns, firstParameter }),
      );
      return { text: everybodys === undefined ? `(${text})` : `(${everybodys} OR ${text})`, values };
    },
  };
}

function answered<T>(ask: () => T): T {
  try {
    return ask();
  } catch (error) {
    const known = [NotLiftable, EvaluationError, EvaluationLimit, SqlError].some(
      (one) => error instanceof one,
    );
    if (known) throw unavailable(`The policy can't say which rows to list: ${(error as Error).message}`);
    throw error;
  }
}
