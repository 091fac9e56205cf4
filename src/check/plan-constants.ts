import type { Plan } from '../policy/plan/plan.ts';

/** The texts and numbers that stand in a policy. */
export interface PlanConstants {
  readonly texts: readonly string[];
  readonly numbers: readonly number[];
}

/** Every constant of a plan: what its comparisons turn on is among them. */
export function planConstants(plan: Plan): PlanConstants {
  const numbers = new Set<number>();
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) {
      for (const item of value) visit(item);
      return;
    }
    if (typeof value !== 'object' || value === null) return;
    const { kind, value: integer, index } = value as { kind?: string; value?: unknown; index?: unknown };
    if (kind === 'MakeNumberIntStmt') numbers.add(Number(integer));
    else if (kind === 'MakeNumberRefStmt') numbers.add(Number(plan.strings[Number(index)]));
    for (const member of Object.values(value)) visit(member);
  };
  visit([...plan.entrypoints.values()]);
  visit([...plan.functions.values()]);
  return { texts: [...new Set(plan.strings)], numbers: [...numbers].filter(Number.isFinite) };
}
