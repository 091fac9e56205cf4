import { type DeclaredColumns, fieldsOf } from '../../../policy/columns/declared-columns.ts';
import type { DeclaredFields } from '../../../policy/evaluator/residual/row-fields.ts';
import type { PolicyFilters } from '../../../policy/filter/policy-filters.ts';
import type { InputPath } from './unknowns.ts';

export interface DeclaredTables {
  /** By `table.column`. */
  readonly columns: DeclaredColumns;
  /** All that rows have, where every unknown is a declared table. */
  readonly fields: DeclaredFields | undefined;
}

/** What the policy declares of those unknowns that are tables, such as `input.fruits`. */
export function declaredTables(
  policy: Pick<PolicyFilters, 'columns'>,
  unknowns: readonly InputPath[],
): DeclaredTables {
  const tables = unknowns.map(([table = '', ...below]) => {
    const columns = below.length === 0 ? policy.columns(`input.${table}`) : undefined;
    return columns && [...columns].map(([name, column]) => [`${table}.${name}`, column] as const);
  });
  const columns = new Map(tables.flatMap((table) => table ?? []));
  return { columns, fields: tables.includes(undefined) ? undefined : fieldsOf(columns) };
}
