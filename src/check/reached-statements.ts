import type { Plan, Statement } from '../policy/plan/plan.ts';

/** Every statement of a rule, and of every rule and function that it calls. */
export function reachedStatements(plan: Plan, entrypoint: string): Statement[] {
  const found: Statement[] = [];
  const called = new Set<string>();
  const walk = (items: readonly unknown[]): void => {
    for (const item of items) {
      if (Array.isArray(item)) walk(item);
      else if (typeof item === 'object' && item !== null && 'kind' in item) visit(item as Statement);
    }
  };
  const visit = (statement: Statement): void => {
    found.push(statement);
    if (statement.kind === 'CallStmt') enter(statement.func);
    if (statement.kind === 'CallDynamicStmt') for (const name of plan.functions.keys()) enter(name);
    walk(Object.values(statement));
  };
  const enter = (name: string) => {
    const blocks = plan.functions.get(name)?.blocks;
    if (blocks === undefined || called.has(name)) return;
    called.add(name);
    walk(blocks);
  };
  walk(plan.entrypoints.get(entrypoint) ?? []);
  return found;
}
