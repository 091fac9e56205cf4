import type { ColumnDeclarations } from '../columns/declared-columns.ts';
import { columnText, isTable } from '../columns/declared-columns.ts';
import { type FieldType, isArrayType } from '../conditions/assume-types.ts';
import { positionOf, type SourcePosition } from '../evaluator/evaluation-error.ts';
import { inputReads } from '../filter/input-reads.ts';
import type { Plan, Statement } from '../plan/plan.ts';
import { OpaError } from './opa.ts';
import { walkRule } from './unliftable/walk-rule.ts';

/**
 * Refuses a policy whose rules read fields that no resource type declares as a column, or compare a column with what it
 * never holds: of such a field a filter would say, in silence, that no row has it. Throws an OpaError that names file,
 * line and column of each. A policy that declares nothing is free to read what it likes.
 */
export function checkColumns(
  plan: Plan,
  rules: readonly string[],
  declared: ColumnDeclarations,
  sources: ReadonlyMap<string, string>,
): void {
  const declarations = new Map([...declared].filter(([type]) => !isTable(type)));
  const lines = new Set<string>();
  const tellAt = ({ file, row, col }: SourcePosition, message: string) => {
    const line = sources.get(file)?.split('\n')[row - 1];
    lines.add(`${file}:${row}:${col}: ${message}${line === undefined ? '' : `\n    ${line.trim()}`}`);
  };
  const tell = (statement: Statement, message: string) => tellAt(positionOf(plan, statement.at), message);
  for (const rule of rules) {
    for (const { path, ...position } of inputReads(plan, rule)) {
      const [table = '', column] = path;
      const columns = declared.get(`input.${table}`);
      if (columns === undefined || column === undefined || columns.has(column)) continue;
      tellAt(
        position,
        `input.${table}.${column} is read, and is none of the declared columns of input.${table}`,
      );
    }
    if (declarations.size === 0) continue;
    const { fields, comparisons } = walkRule(plan, rule, () => {});
    for (const [field, statement] of fields) {
      if (columnsNamed(field, declarations).length > 0 || isUnclear(field, declarations)) continue;
      tell(statement, `${field} is read, and no resource type declares it among its columns`);
    }
    for (const { field, with: type, statement } of comparisons) {
      const columns = columnsNamed(field, declarations);
      if (columns.length === 0 || columns.some((column) => mayHold(column.type, type))) continue;
      const [column] = columns;
      const declared = column === undefined ? '' : columnText(column);
      tell(statement, `${field} is declared as ${declared}, and is compared with a ${type} here`);
    }
  }
  if (lines.size > 0) {
    throw new OpaError(
      ['The columns that the policy declares are not those that it reads:', ...lines].join('\n'),
    );
  }
}

function columnsNamed(field: string, declarations: ColumnDeclarations) {
  return [...declarations.values()].flatMap((columns) => columns.get(field) ?? []);
}

/** A name that is not a constant of the policy, or all of the properties. */
function isUnclear(field: string, declarations: ColumnDeclarations): boolean {
  if (field.includes('*')) return true;
  return [...declarations.values()].some((columns) => {
    return [...columns.keys()].some((name) => name.startsWith(`${field}.`));
  });
}

function mayHold(column: FieldType, type: 'string' | 'number' | 'boolean'): boolean {
  if (isArrayType(column)) return false;
  return (column === 'uuid' ? 'string' : column) === type;
}
