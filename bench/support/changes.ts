import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { Revision } from '../../src/data/feed.ts';
import { transaction } from '../../src/db/transaction.ts';
import { type BenchCompany, organizationId, pick, teamId, uuid } from './company.ts';

/** A committed change: its revision, and when its commit was confirmed, in milliseconds since the epoch. */
export interface Committed {
  readonly number: number;
  readonly at: number;
}

/** Commits `perSecond` changes of one key a second. One in a hundred is to a role or to a team, in turn. */
export async function makeChanges(
  pool: pg.Pool,
  company: BenchCompany,
  perSecond: number,
  seconds: number,
): Promise<Committed[]> {
  const committed: Committed[] = [];
  const began = performance.now();
  for (let n = 0; n < perSecond * seconds; n++) {
    await sleep(Math.max(0, began + (n * 1000) / perSecond - performance.now()));
    const { number } = await makeChange(pool, company, n);
    committed.push({ number, at: performance.timeOrigin + performance.now() });
  }
  return committed;
}

/** Commits the n-th change, and gives its revision. */
export async function makeChange(pool: pg.Pool, company: BenchCompany, n: number): Promise<Revision> {
  const { revision } = await transaction(pool, (client) => change(client, company, n));
  return revision;
}

async function change(client: pg.PoolClient, company: BenchCompany, n: number): Promise<void> {
  if (n % 200 === 50) {
    const { rowCount } = await client.query(
      "DELETE FROM role_permissions WHERE role_id = 'viewer' AND permission = 'locations.view'",
    );
    if (rowCount === 0) {
      await client.query("INSERT INTO role_permissions VALUES ('viewer', 'locations.view')");
    }
    return;
  }
  if (n % 200 === 150) {
    const team = teamId(pick(31, n, company.teams));
    const organization = organizationId(pick(32, n, company.organizations));
    await client.query('UPDATE teams SET organization_id = $2 WHERE id = $1', [team, organization]);
    return;
  }
  await client.query(
    `UPDATE users SET status = CASE status WHEN 'active' THEN 'deactivated' ELSE 'active' END WHERE id = $1`,
    [uuid(1, pick(33, n, company.users))],
  );
}
