import { assumeTypes } from '../conditions/assume-types.ts';
import type { Condition } from '../conditions/condition.ts';
import { fieldName } from '../conditions/condition.ts';
import type { ConditionTable } from '../conditions/condition-table.ts';
import type { SqlMapping } from '../sql/columns.ts';
import type { DeclaredColumns } from './declared-columns.ts';

/** The same condition for rows that have such columns: what they never hold is left out of it. */
export function assumeColumns(
  condition: Condition,
  columns: DeclaredColumns,
  table: ConditionTable,
): Condition {
  const types = new Map([...columns].map(([field, { type }]) => [field, type]));
  const walk = (part: Condition): Condition => {
    switch (part.kind) {
      case 'and':
        return table.and(part.parts.map(walk));
      case 'or':
        return table.or(part.parts.map(walk));
      case 'not':
        return table.not(walk(part.part));
      case 'in': {
        if (columns.get(fieldName(part.field))?.nullable !== false) return part;
        return table.oneOf(
          part.field,
          part.values.filter((value) => value !== null),
        );
      }
      default:
        return part;
    }
  };
  return walk(assumeTypes(condition, types, table));
}

/** The mapping with what is declared of the columns, where it does not say another thing itself. */
export function withColumns(mapping: SqlMapping, columns: DeclaredColumns | undefined): SqlMapping {
  if (columns === undefined) return mapping;
  const declared = [...columns].map(([field, { type, nullable }]) => {
    const given = Object.hasOwn(mapping, field) ? mapping[field] : undefined;
    const column = typeof given === 'object' ? given : { column: given ?? [field.split('.').at(-1) ?? ''] };
    return [field, { ...(column.json === undefined ? { type, nullable } : {}), ...column }];
  });
  return { ...mapping, ...Object.fromEntries(declared) };
}
