import type { Local, Statement } from '../plan/plan.ts';

/** The variables that a statement gives a value. */
export function writes(statement: Statement): Local[] {
  if (statement.kind === 'ResetLocalStmt') return [];
  if (statement.kind === 'ScanStmt') return [statement.key, statement.value];
  if ('result' in statement) return [statement.result];
  return 'target' in statement ? [statement.target] : [];
}
