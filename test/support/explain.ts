import type { ClientBase, Pool } from 'pg';

export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Index Name'?: string;
  readonly 'Index Cond'?: string;
  readonly Plans?: readonly PlanNode[];
}

/** The indexes that PostgreSQL would search for a statement, each once, by name. Those gone through as a whole don't count. */
export async function indexesOf(
  database: Pool | ClientBase,
  { text, values }: Statement,
): Promise<readonly string[]> {
  const { rows } = await database.query<{ 'QUERY PLAN': readonly [{ readonly Plan: PlanNode }] }>(
    `EXPLAIN (FORMAT JSON) ${text}`,
    [...values],
  );
  const plan = rows[0]?.['QUERY PLAN'][0].Plan;
  if (plan === undefined) throw new Error('the database explains nothing');
  const names = new Set<string>();
  const walk = (node: PlanNode): void => {
    const { 'Index Name': name, 'Index Cond': condition } = node;
    if (name !== undefined && condition !== undefined) names.add(name);
    node.Plans?.forEach(walk);
  };
  walk(plan);
  return [...names].sort();
}
