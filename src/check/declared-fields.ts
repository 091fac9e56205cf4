import { type ColumnDeclarations, fieldsOf } from '../policy/columns/declared-columns.ts';
import type { ColumnKind, RowField } from './row-shape.ts';

/**
 * The fields of rows of these resource types: of those that the policy declares columns for, exactly these columns; of
 * the others, what its rules read.
 */
export function declaredFields(
  read: readonly RowField[],
  types: readonly string[],
  declarations: ColumnDeclarations | undefined,
): readonly RowField[] {
  if (declarations === undefined) return read;
  const others = new Set(types.filter((type) => !declarations.has(type)));
  const declared = [...new Set(types)].flatMap((type): RowField[] => {
    const columns = declarations.get(type);
    if (columns === undefined) return [];
    const kinds = fieldsOf(columns);
    return [...columns].map(([name, column]) => ({
      path: name.split('.'),
      kind: (kinds.get(name) ?? 'string') as ColumnKind,
      column,
      types: new Set([type]),
    }));
  });
  const undeclared = others.size === 0 ? [] : read.map((field): RowField => ({ ...field, types: others }));
  return [...declared, ...undeclared];
}
