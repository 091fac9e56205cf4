import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { packageRoot } from '../src/package-root.ts';
import { buildPolicy } from '../src/policy/build/build-policy.ts';
import { findOpa } from '../src/policy/build/opa.ts';
import { type FilterWay, filterWays, type Where } from './contenders/filter-ways.ts';
import type { RunningServer } from './contenders/http-contender.ts';
import { startNodeServer } from './contenders/node-server.ts';
import { startOpaServer } from './contenders/opa-server.ts';
import type { LoadResult } from './processes/load.ts';
import { Child } from './support/child.ts';
import { BenchCompany, pick } from './support/company.ts';
import { LOAD_CORE } from './support/cores.ts';
import { cpuSeconds } from './support/cpu-time.ts';
import { openRowDatabase } from './support/row-database.ts';
import { median } from './support/statistics.ts';

export interface FilterHttpOptions {
  readonly users: number;
  readonly rounds: number;
  /** How long each way is measured in a round. */
  readonly seconds: number;
  readonly log: (line: string) => void;
}

export interface FilterWayFigures {
  readonly way: string;
  /** Medians over the rounds. */
  readonly perSecond: number;
  /** Processor time of the server for each filter. */
  readonly cpuMicroseconds: number;
  readonly p50: number;
  readonly p99: number;
}

export interface FilterHttpResult {
  readonly users: number;
  /** Why nothing was measured. */
  readonly missing?: string;
  readonly ways: readonly FilterWayFigures[];
}

export interface FilterCase {
  readonly subject: string;
  readonly action: string;
}

const CASES = 512;
/** So many of the cases are compared, each on so many rows. */
const COMPARED = 128;
const ROWS = 20_000;
const CONNECTIONS = 32;
const ACTIONS = ['assets.view', 'assets.edit', 'assets.create', 'assets.delete'];

/** Filters a second over HTTP, each server on one core, after they were seen to select the same rows. */
export async function measureFilterHttp({
  users,
  rounds,
  seconds,
  log,
}: FilterHttpOptions): Promise<FilterHttpResult> {
  const opa = await findOpa(process.env).catch(() => undefined);
  if (opa === undefined) return { users, missing: 'opa is neither in OPA_BIN nor on the PATH', ways: [] };
  const company = new BenchCompany(users);
  const folder = await mkdtemp(join(tmpdir(), 'postern-bench-filter-'));
  const running: RunningServer[] = [];
  const load = new Child(new URL('./processes/load.ts', import.meta.url), LOAD_CORE);
  try {
    const servers = new Map<FilterWay['server'], RunningServer>();
    // Each policy alone: with the shipped one beside it, OPA takes several times as long for a filter of another.
    for (const policy of ['lists', 'rights'] as const) {
      const bundle = await buildBenchPolicy(opa, policy, folder);
      const server = await startOpaServer(company, bundle);
      if ('missing' in server) return { users, missing: server.missing, ways: [] };
      running.push(server);
      const own = await startNodeServer('postern-server.ts', [String(users), '', bundle]);
      running.push(own);
      servers.set(`OPA ${policy}`, server).set(`Postern ${policy}`, own);
    }
    const shipped = await startNodeServer('postern-server.ts', [String(users)]);
    running.push(shipped);
    servers.set('Postern shipped', shipped);
    const ways = filterWays.flatMap((way) => {
      const server = servers.get(way.server);
      return server === undefined ? [] : [{ way, server }];
    });
    const cases = makeFilterCases(company);
    const database = await openRowDatabase(company, ROWS);
    try {
      log(`filters over HTTP: ${await compare(database.pool, ways, cases)}`);
    } finally {
      await database.stop();
    }
    const results = new Map<FilterWay, (LoadResult & { readonly cpuMicroseconds: number })[]>();
    // The first round warms up and is not counted.
    for (let round = 0; round <= rounds; round++) {
      for (const { way, server } of ways) {
        const bodies = cases.map((asked) => JSON.stringify(way.body(asked)));
        const { path, headers } = way;
        const cpuBefore = cpuSeconds(server.pid) ?? Number.NaN;
        const job = { origin: server.origin, path, headers, bodies, seconds, connections: CONNECTIONS };
        const result = await load.ask<LoadResult>(job);
        if (result.failed > 0) throw new Error(`${way.name}: ${result.failed} requests failed`);
        const cpu = (cpuSeconds(server.pid) ?? Number.NaN) - cpuBefore;
        if (round === 0) continue;
        results.set(way, [
          ...(results.get(way) ?? []),
          { ...result, cpuMicroseconds: (cpu * 1e6) / result.total },
        ]);
      }
    }
    return {
      users,
      ways: [...results].map(([way, each]) => ({
        way: way.name,
        perSecond: median(each.map((result) => result.perSecond)),
        cpuMicroseconds: median(each.map((result) => result.cpuMicroseconds)),
        p50: median(each.map((result) => result.p50)),
        p99: median(each.map((result) => result.p99)),
      })),
    };
  } finally {
    await Promise.all([load.stop(), ...running.map((server) => server.stop())]);
    await rm(folder, { recursive: true });
  }
}

async function buildBenchPolicy(opa: string, name: string, folder: string): Promise<string> {
  const { bundle } = await buildPolicy(opa, join(packageRoot, 'bench/policies', name), [`${name}/include`]);
  const file = join(folder, `${name}.tar.gz`);
  await writeFile(file, bundle);
  return file;
}

/** Of users with a role and nothing else, which all policies judge alike. */
function makeFilterCases(company: BenchCompany): FilterCase[] {
  const cases: FilterCase[] = [];
  for (let n = 0; cases.length < CASES; n++) {
    const { id, plain } = company.user(pick(31, n, company.users));
    const action = ACTIONS[pick(32, n, ACTIONS.length)] as string;
    if (plain) cases.push({ subject: id, action });
  }
  return cases;
}

/** Throws unless all ways select the same rows. Tells how much was compared. */
async function compare(
  pool: pg.Pool,
  ways: readonly { readonly way: FilterWay; readonly server: RunningServer }[],
  cases: readonly FilterCase[],
): Promise<string> {
  const seen = { none: 0, some: 0, all: 0 };
  for (const asked of cases.slice(0, COMPARED)) {
    const selected = await Promise.all(ways.map((each) => selectedBy(pool, each, asked)));
    const [first] = selected;
    if (first === undefined || selected.some(({ ids }) => ids !== first.ids)) {
      throw new Error(`different rows for ${JSON.stringify(asked)}: ${JSON.stringify(selected)}`);
    }
    seen[first.count === 0 ? 'none' : first.count === ROWS ? 'all' : 'some'] += 1;
  }
  return `${COMPARED} answers select the same rows (none ${seen.none}, some ${seen.some}, all ${seen.all})`;
}

async function selectedBy(
  pool: pg.Pool,
  { way, server }: { readonly way: FilterWay; readonly server: RunningServer },
  asked: FilterCase,
): Promise<{ readonly way: string; readonly where: Where; readonly count: number; readonly ids: string }> {
  const response = await fetch(`${server.origin}${way.path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...way.headers },
    body: JSON.stringify(way.body(asked)),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${way.name} answers ${response.status}: ${text}`);
  const where = way.where(JSON.parse(text));
  const { rows } = await pool.query<{ count: number; ids: string }>(
    `SELECT count(*)::int AS count, coalesce(md5(string_agg(id, ' ' ORDER BY id)), '') AS ids
     FROM (SELECT * FROM postern.assets) AS assets ${where.text}`,
    [...where.values],
  );
  const [found] = rows;
  if (found === undefined) throw new Error('the database has no answer');
  return { way: way.name, where, ...found };
}
