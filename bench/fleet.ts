import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import { createPool } from '../src/db/pool.ts';
import { openBenchDatabase } from './support/bench-database.ts';
import { makeCases } from './support/cases.ts';
import { makeChange } from './support/changes.ts';
import { Command } from './support/command.ts';
import { BenchCompany } from './support/company.ts';
import { quantile } from './support/statistics.ts';

export interface FleetOptions {
  readonly users: number;
  readonly sidecars: number;
  readonly changes: number;
  readonly log: (line: string) => void;
}

/** From a commit's confirmation until the answer of a sidecar that was asked for a decision at its revision, in milliseconds. */
export interface FleetResult {
  readonly users: number;
  readonly sidecars: number;
  readonly changes: number;
  /** Of all sidecars. */
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  /** Of the slowest sidecar for each change. */
  readonly everywhereP99: number;
}

/** Milliseconds in which requests reach the sidecars and wait there for a revision. */
const PAUSE_MS = 40;

/** How soon a change is in the decisions of many sidecars that follow one control plane. All share this machine. */
export async function measureFleet({ users, sidecars, changes, log }: FleetOptions): Promise<FleetResult> {
  const company = new BenchCompany(users);
  const database = await openBenchDatabase(users, log);
  const pool = createPool(database.url);
  const control = new Command(['control'], {
    DATABASE_URL: database.url,
    POSTERN_ADMIN_LISTEN: '127.0.0.1:0',
    POSTERN_CONTROL_LISTEN: '127.0.0.1:0',
    POSTERN_BOOTSTRAP_TOKEN: 'only-for-benchmarks',
  });
  const fleet: Command[] = [];
  const clients: Pool[] = [];
  try {
    const url = `http://${await control.said('Bundles')}`;
    for (let n = 0; n < sidecars; n++) {
      fleet.push(new Command(['sidecar', '--control', url], { POSTERN_ACCESS_LISTEN: '127.0.0.1:0' }));
    }
    for (const sidecar of fleet)
      clients.push(new Pool(`http://${await sidecar.said('Decision API')}`, { connections: 2 }));
    await Promise.all(clients.map(untilReady));
    log(`${sidecars} sidecars follow`);
    const body = JSON.stringify(makeCases(company, 1)[0]?.request);
    const all: number[] = [];
    const slowest: number[] = [];
    let { number, epoch } = await makeChange(pool, company, 0);
    for (let n = 1; slowest.length < changes; n++) {
      const deciding = clients.map((client) => decideAt(client, body, `${epoch}.${number + 1}`));
      await sleep(PAUSE_MS);
      let change = await makeChange(pool, company, n);
      // One that changes nothing, such as a team's move to where it is, has no revision of its own.
      while (change.number === number) change = await makeChange(pool, company, ++n);
      const committed = performance.now();
      if (change.number !== number + 1) throw new Error('somebody else made a change');
      ({ number, epoch } = change);
      const waits = (await Promise.all(deciding)).map((decided) => Math.max(0, decided - committed));
      all.push(...waits);
      slowest.push(Math.max(...waits));
    }
    const at = (share: number) => quantile(all, share);
    const everywhereP99 = quantile(slowest, 0.99);
    return { users, sidecars, changes, p50: at(0.5), p99: at(0.99), max: at(1), everywhereP99 };
  } finally {
    await Promise.all(clients.map((client) => client.destroy()));
    await Promise.all(fleet.map((sidecar) => sidecar.stop()));
    await control.stop();
    await pool.end();
    await database.stop();
  }
}

async function untilReady(client: Pool): Promise<void> {
  for (;;) {
    const { statusCode, body } = await client.request({ method: 'GET', path: '/health/ready' });
    await body.dump();
    if (statusCode === 200) return;
    await sleep(100);
  }
}

/** When a decision at a revision that is to come was there. */
async function decideAt(client: Pool, body: string, revision: string): Promise<number> {
  const {
    statusCode,
    headers,
    body: answer,
  } = await client.request({
    method: 'POST',
    path: '/access/v1/evaluation',
    headers: { 'content-type': 'application/json', 'postern-at-least-revision': revision },
    body,
  });
  await answer.dump();
  if (statusCode !== 200)
    throw new Error(`a sidecar answered ${statusCode} at ${headers['postern-revision']}`);
  return performance.now();
}
