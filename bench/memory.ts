import { setTimeout as sleep } from 'node:timers/promises';
import { createPool } from '../src/db/pool.ts';
import type { PlaneQuestion } from './processes/decision-plane.ts';
import type { PacedResult } from './processes/paced-load.ts';
import { openBenchDatabase } from './support/bench-database.ts';
import { makeCases } from './support/cases.ts';
import { type Committed, makeChanges } from './support/changes.ts';
import { Child } from './support/child.ts';
import { BenchCompany } from './support/company.ts';
import { LOAD_CORE, SERVER_CORE } from './support/cores.ts';
import type { HoldUps } from './support/hold-ups.ts';
import { quantile } from './support/statistics.ts';

export interface MemoryOptions {
  readonly users: number;
  /** How long waits are measured, without changes and with them each. */
  readonly seconds: number;
  readonly log: (line: string) => void;
}

export interface MemoryResult {
  readonly users: number;
  /** From the start of Postgres to the first decision that can be asked for. */
  readonly readySeconds: number;
  readonly snapshotSeconds: number;
  /** Of the decision plane alone; Postgres is another process. */
  readonly residentMegabytes: number;
  readonly smallMicroseconds: number;
  readonly largeMicroseconds: number;
  /** Without changes, and with them. */
  readonly waits: readonly Waits[];
  /** From a commit's confirmation to its change being in the decisions, in milliseconds. */
  readonly freshP50: number;
  readonly freshP99: number;
}

/** How long requests waited for their answer, in milliseconds. */
export interface Waits extends PacedResult, HoldUps {
  readonly changes: number;
  /** The longest that applying one delta took of the processor. */
  readonly longestDelta: number;
}

type Delays = Pick<Waits, keyof HoldUps | 'longestDelta'>;

const REQUESTS_PER_SECOND = 500;
const CHANGES_PER_SECOND = 50;
const SETTLE_MS = 3000;

/** What a decision plane with many users takes, costs, and how long it ever makes a request wait. */
export async function measureMemory({ users, seconds, log }: MemoryOptions): Promise<MemoryResult> {
  const company = new BenchCompany(users);
  await (await openBenchDatabase(users, log)).stop();

  const began = performance.now();
  const database = await openBenchDatabase(users, log);
  const pool = createPool(database.url);
  const plane = new Child(new URL('./processes/decision-plane.ts', import.meta.url), SERVER_CORE, [
    database.url,
    String(users),
  ]);
  const load = new Child(new URL('./processes/paced-load.ts', import.meta.url), LOAD_CORE);
  const ask = <T>(about: PlaneQuestion) => plane.ask<T>({ about });
  try {
    const { origin, snapshotMs } = await plane.next<{ origin: string; snapshotMs: number }>();
    const readySeconds = (performance.now() - began) / 1000;
    log(`ready after ${readySeconds.toFixed(1)} s`);
    const bodies = makeCases(company, 4096).map(({ request }) => JSON.stringify(request));
    const run = (forSeconds: number) =>
      load.ask<PacedResult>({
        origin,
        path: '/access/v1/evaluation',
        bodies,
        perSecond: REQUESTS_PER_SECOND,
        seconds: forSeconds,
      });
    await run(3);
    await sleep(SETTLE_MS);
    const { residentMegabytes } = await ask<{ residentMegabytes: number }>('memory');

    log(`waits without changes, ${seconds} s`);
    await ask('delays');
    const calm = await run(seconds);
    const calmDelay = await ask<Delays>('delays');
    log(`waits with ${CHANGES_PER_SECOND} changes a second, ${seconds} s`);
    await ask('arrivals');
    await ask('delays');
    const [busy, committed] = await Promise.all([
      run(seconds),
      makeChanges(pool, company, CHANGES_PER_SECOND, seconds),
    ]);
    await sleep(200);
    const busyDelay = await ask<Delays>('delays');
    const { arrivals } = await ask<{ arrivals: Committed[] }>('arrivals');
    const fresh = freshness(committed, arrivals);

    log('decision costs');
    const { large, small } = await ask<{ large: number; small: number }>('costs');
    return {
      users,
      readySeconds,
      snapshotSeconds: snapshotMs / 1000,
      residentMegabytes,
      smallMicroseconds: small,
      largeMicroseconds: large,
      waits: [
        { changes: 0, ...calmDelay, ...calm },
        { changes: committed.length, ...busyDelay, ...busy },
      ],
      freshP50: quantile(fresh, 0.5),
      freshP99: quantile(fresh, 0.99),
    };
  } finally {
    await Promise.all([plane.stop(), load.stop()]);
    await pool.end();
    await database.stop();
  }
}

/** For each commit, the time until the first arrival of its revision or a later one. */
function freshness(committed: readonly Committed[], arrivals: readonly Committed[]): number[] {
  let next = 0;
  return committed.map(({ number, at }) => {
    while (next < arrivals.length && (arrivals[next]?.number ?? 0) < number) next += 1;
    const arrival = arrivals[next];
    if (arrival === undefined) throw new Error(`revision ${number} never arrived`);
    return Math.max(0, arrival.at - at);
  });
}
