import type { Condition } from '../../policy/conditions/condition.ts';
import type { ConditionTable } from '../../policy/conditions/condition-table.ts';
import { type Ucast, writeUcast } from '../../policy/conditions/ucast.ts';
import type { SqlMapping } from '../../policy/sql/columns.ts';
import type { Dialect } from '../../policy/sql/dialect.ts';
import { type Sql, writeSql } from '../../policy/sql/write-sql.ts';

/** Which rows: all of them, none, or those of which a condition holds. */
export type RowFilter =
  | { readonly kind: 'always' | 'never' }
  | { readonly kind: 'conditional'; readonly condition: Ucast; readonly sql?: Sql };

/** Whether a field may be seen: in all rows, in none, or in those of which a condition holds. */
export type FieldMask =
  | { readonly visible: 'always' | 'never' }
  | { readonly visible: 'conditional'; readonly condition: Ucast; readonly sql?: Sql };

export type FilterAnswer = RowFilter & { readonly masks: Readonly<Record<string, FieldMask>> };

export interface FilterParts {
  readonly table: ConditionTable;
  /** The rows that are admitted. */
  readonly condition: Condition;
  /** By field that may be hidden, the rows in which it is seen. */
  readonly visible: ReadonlyMap<string, Condition>;
}

/**
 * A filter in the form it is answered in. The parameters of its SQL texts are numbered through, those of the rows first
 * and then those of each mask in order, so that all of them can stand in one statement. Throws a SqlError, and a
 * RangeError for a number that JSON does not carry.
 */
export function answerFilter(
  { table, condition: rows, visible }: FilterParts,
  dialect: Dialect | undefined,
  mapping: SqlMapping,
): FilterAnswer {
  let parameters = 0;
  const part = (condition: Condition): { condition: Ucast; sql?: Sql } => {
    const ucast = writeUcast(condition);
    if (dialect === undefined) return { condition: ucast };
    const sql = writeSql(condition, table, { dialect, mapping, firstParameter: parameters + 1 });
    parameters += sql.values.length;
    return { condition: ucast, sql };
  };
  const filter: RowFilter = isConstant(rows) ? { kind: rows.kind } : { kind: 'conditional', ...part(rows) };
  const masks = [...visible].map(([field, seen]): [string, FieldMask] => {
    return [field, isConstant(seen) ? { visible: seen.kind } : { visible: 'conditional', ...part(seen) }];
  });
  return { ...filter, masks: Object.fromEntries(masks) };
}

function isConstant(condition: Condition): condition is Extract<Condition, { kind: 'always' | 'never' }> {
  return condition.kind === 'always' || condition.kind === 'never';
}
