import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startNodeServer } from './contenders/node-server.ts';
import type { LoadJob, LoadResult } from './processes/load.ts';
import { makeCases } from './support/cases.ts';
import { Child } from './support/child.ts';
import { BenchCompany } from './support/company.ts';
import { LOAD_CORE } from './support/cores.ts';
import { cpuSeconds } from './support/cpu-time.ts';
import { median } from './support/statistics.ts';

export interface ApiOptions {
  readonly users: number;
  readonly rounds: number;
  /** How long each way of asking is measured in a round, in seconds. */
  readonly seconds: number;
  readonly log: (line: string) => void;
}

/** One way of asking; medians over the rounds. */
export interface ApiFigures {
  readonly way: string;
  /** Decisions a request asks for. */
  readonly items: number;
  readonly requestsPerSecond: number;
  readonly itemsPerSecond: number;
  /** Processor time of the server for each item. */
  readonly cpuMicroseconds: number;
}

export interface ApiResult {
  readonly users: number;
  readonly ways: readonly ApiFigures[];
  /** Waits at a part of the highest rate, in milliseconds. */
  readonly paced: LoadResult & { readonly share: number };
}

const CASES = 1024;
const CONNECTIONS = 32;
const BATCH = 100;
const SHARE = 0.7;

interface Way {
  readonly way: string;
  readonly server: { readonly origin: string; readonly pid: number };
  readonly path: string;
  readonly bodies: readonly string[];
  readonly items: number;
}

/** The ways of asking one decision plane, in rounds: single, logged, in batches; and how long requests wait under load. */
export async function measureApi({ users, rounds, seconds, log }: ApiOptions): Promise<ApiResult> {
  const requests = makeCases(new BenchCompany(users), CASES).map(({ request }) => request);
  const folder = mkdtempSync(join(tmpdir(), 'postern-bench-'));
  const plain = await startNodeServer('postern-server.ts', [String(users)]);
  const logging = await startNodeServer('postern-server.ts', [String(users), join(folder, 'decisions.log')]);
  const load = new Child(new URL('./processes/load.ts', import.meta.url), LOAD_CORE);
  const single = {
    path: '/access/v1/evaluation',
    bodies: requests.map((one) => JSON.stringify(one)),
    items: 1,
  };
  const batches = Array.from({ length: 2 * CONNECTIONS }, (_, n) =>
    JSON.stringify({ evaluations: [...requests, ...requests].slice(n * 16, n * 16 + BATCH) }),
  );
  const ways: Way[] = [
    { way: 'one evaluation', server: plain, ...single },
    { way: 'one evaluation, logged to a file', server: logging, ...single },
    {
      way: `one of a batch of ${BATCH}`,
      server: plain,
      path: '/access/v1/evaluations',
      bodies: batches,
      items: BATCH,
    },
    {
      way: 'a search for actions (all permissions)',
      server: plain,
      path: '/access/v1/search/action',
      bodies: requests.map(({ subject, resource }) => JSON.stringify({ subject, resource })),
      items: 1,
    },
    {
      way: 'a search for subjects, a page of 10',
      server: plain,
      path: '/access/v1/search/subject',
      bodies: requests.map(({ action, resource }) =>
        JSON.stringify({ subject: { type: 'user' }, action, resource, page: { limit: 10 } }),
      ),
      items: 1,
    },
    {
      way: 'a filter, with SQL',
      server: plain,
      path: '/access/v1/filter',
      bodies: requests.map(({ subject, action, resource: { type } }) =>
        JSON.stringify({ subject, action, resource: { type }, options: { dialect: 'postgresql' } }),
      ),
      items: 1,
    },
  ];
  try {
    const measured = new Map<string, { perSecond: number; cpu: number }[]>();
    for (let round = 0; round <= rounds; round++) {
      log(round === 0 ? 'warming up' : `round ${round} of ${rounds}`);
      for (const way of ways) {
        const figures = await measure(load, way, seconds);
        if (round > 0) measured.set(way.way, [...(measured.get(way.way) ?? []), figures]);
      }
    }
    const results = ways.map(({ way, items }): ApiFigures => {
      const each = measured.get(way) ?? [];
      const requestsPerSecond = median(each.map(({ perSecond }) => perSecond));
      const cpuMicroseconds = median(each.map(({ cpu }) => cpu)) / items;
      return { way, items, requestsPerSecond, itemsPerSecond: requestsPerSecond * items, cpuMicroseconds };
    });
    const perSecond = Math.round((results[0]?.requestsPerSecond ?? 0) * SHARE);
    log(`waits at ${perSecond} evaluations a second`);
    const { path, bodies } = single;
    const job: LoadJob = {
      origin: plain.origin,
      path,
      bodies,
      perSecond,
      seconds: seconds * rounds,
      connections: CONNECTIONS,
    };
    const paced = await load.ask<LoadResult>(job);
    return { users, ways: results, paced: { ...paced, share: SHARE } };
  } finally {
    await Promise.all([load.stop(), plain.stop(), logging.stop()]);
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(load: Child, { way, server, path, bodies }: Way, seconds: number) {
  const before = cpuSeconds(server.pid) ?? Number.NaN;
  const job: LoadJob = { origin: server.origin, path, bodies, seconds, connections: CONNECTIONS };
  const { failed, total, perSecond } = await load.ask<LoadResult>(job);
  if (failed > 0) throw new Error(`${way}: ${failed} requests failed`);
  return { perSecond, cpu: (((cpuSeconds(server.pid) ?? Number.NaN) - before) * 1e6) / total };
}
