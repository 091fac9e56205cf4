import type { Pool } from 'pg';

/** Of EXPLAIN (FORMAT JSON). */
interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Plan Rows': number;
  readonly Plans?: readonly PlanNode[];
}

/** What PostgreSQL would do for a statement with these values. */
export interface Plan {
  readonly indexes: readonly string[];
  /** What is read as a whole, by name. */
  readonly scanned: readonly string[];
  /** How many rows it expects to sort, at most; zero without sorting. */
  readonly sorted: number;
}

export async function planOf(pool: Pool, text: string, values: readonly unknown[]): Promise<Plan> {
  const { rows } = await pool.query(`EXPLAIN (FORMAT JSON) ${text}`, [...values]);
  const nodes = [...walk(rows[0]['QUERY PLAN'][0].Plan)];
  return {
    indexes: nodes.flatMap((node) => node['Index Name'] ?? []),
    scanned: nodes.flatMap((node) => (node['Node Type'] === 'Seq Scan' ? (node['Relation Name'] ?? '') : [])),
    sorted: Math.max(
      0,
      ...nodes.flatMap((node) =>
        /Sort/.test(node['Node Type']) ? (node.Plans ?? []).map((sorted) => sorted['Plan Rows']) : [],
      ),
    ),
  };
}

function* walk(node: PlanNode): Generator<PlanNode> {
  yield node;
  for (const inner of node.Plans ?? []) yield* walk(inner);
}

const LISTED = new Set([
  'users',
  'employees',
  'organizations',
  'teams',
  'roles',
  'audit_events',
  'role_assignments',
  'policy_document',
]);
/** Of what finds few, these are put in order. */
const FEW = 2_000;
/** What one row of a list has, such as roles, is in an order of its own. */
const OF_A_ROW = 100;

/** What is wrong with the plan of a list's statement; nothing when it reads by an index that is as the list is asked for. */
export function wrongWith(plan: Plan, index: RegExp, maySort: boolean): string[] {
  return [
    ...plan.scanned.filter((table) => LISTED.has(table)).map((table) => `reads all of ${table}`),
    ...(plan.sorted > (maySort ? FEW : OF_A_ROW) ? [`sorts ${plan.sorted} rows`] : []),
    ...(plan.indexes.some((name) => index.test(name))
      ? []
      : [`uses ${plan.indexes.join(', ')} instead of ${index.source}`]),
  ];
}
