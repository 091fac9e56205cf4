import type { Plan } from '../policy/plan/plan.ts';
import { reachedStatements } from './reached-statements.ts';

/** The texts and numbers that stand in a policy. */
export interface PlanConstants {
  readonly texts: readonly string[];
  readonly numbers: readonly number[];
}

/** Every constant that rules of a plan come to, names of members among them: what it turns on is one of these. */
export function planConstants(plan: Plan, entrypoints: readonly string[]): PlanConstants {
  const texts = new Set<string>();
  const numbers = new Set<number>();
  for (const statement of entrypoints.flatMap((path) => reachedStatements(plan, path))) {
    if (statement.kind === 'MakeNumberIntStmt') numbers.add(Number(statement.value));
    else if (statement.kind === 'MakeNumberRefStmt') numbers.add(Number(plan.strings[statement.index]));
    for (const operand of Object.values(statement).flat()) {
      const { type, value } = (operand ?? {}) as { type?: unknown; value?: unknown };
      if (type === 'string_index') texts.add(plan.strings[Number(value)] ?? '');
    }
  }
  return { texts: [...texts], numbers: [...numbers].filter(Number.isFinite) };
}
