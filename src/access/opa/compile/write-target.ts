import type { FieldType } from '../../../policy/conditions/assume-types.ts';
import { type Condition, type Field, fieldName } from '../../../policy/conditions/condition.ts';
import type { Ucast } from '../../../policy/conditions/ucast.ts';
import type { FilterRows } from '../../../policy/filter/policy-filters.ts';
import { type ColumnMapping, SqlError } from '../../../policy/sql/columns.ts';
import { withLiterals } from '../../../policy/sql/literals.ts';
import { writeSqlTemplate } from '../../../policy/sql/write-sql.ts';
import { FragmentError } from './compile-errors.ts';
import { columnNames } from './table-mapping.ts';
import type { Target } from './targets.ts';
import { writeOpaUcast } from './write-opa-ucast.ts';

export interface WriteTargetOptions {
  readonly mappings: Readonly<Record<string, unknown>>;
  /** What is known of columns, by `table.column` of the policy. */
  readonly columns: ReadonlyMap<string, { readonly type: FieldType; readonly nullable?: boolean }>;
  readonly nulls: 'smallest' | 'unknown';
}

/**
 * The `query` that a target's clients read: `WHERE …` with its values in it, or UCAST. All rows are `""` or `{}`; none are
 * undefined. Throws a FragmentError for what can't be said exactly, and BadRequest for mappings that are none.
 */
export function writeTarget(
  { condition, table }: FilterRows,
  target: Target,
  { mappings, columns: known, nulls }: WriteTargetOptions,
): string | Ucast | Record<string, never> | undefined {
  const columns = columnNames(mappings, target);
  if (condition.kind === 'never') return undefined;
  if (condition.kind === 'always') return target.kind === 'sql' ? '' : {};
  try {
    if (target.kind === 'ucast')
      return writeOpaUcast(condition, {
        variant: target.variant,
        columns,
        nulls,
        nullable: (field) => known.get(fieldName(field))?.nullable !== false,
      });
    const mapping: Record<string, ColumnMapping> = {};
    for (const field of fieldsOf(condition)) {
      const name = fieldName(field);
      mapping[name] = { ...known.get(name), column: columns(field) };
    }
    const options = { dialect: target.variant, mapping, nulls, quoting: 'needed' } as const;
    return `WHERE ${withLiterals(writeSqlTemplate(condition, table, options), target.variant)}`;
  } catch (error) {
    if (error instanceof SqlError || error instanceof RangeError) throw new FragmentError(error.message);
    throw error;
  }
}

function fieldsOf(condition: Condition): readonly Field[] {
  switch (condition.kind) {
    case 'always':
    case 'never':
      return [];
    case 'and':
    case 'or':
      return condition.parts.flatMap(fieldsOf);
    case 'not':
      return fieldsOf(condition.part);
    case 'fields':
      return [condition.left, condition.right];
    default:
      return [condition.field];
  }
}
