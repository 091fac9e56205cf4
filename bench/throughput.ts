import { cerbos } from './contenders/cerbos.ts';
import { echo } from './contenders/echo.ts';
import type { HttpContender, RunningServer } from './contenders/http-contender.ts';
import { opaServer } from './contenders/opa-server.ts';
import { postern } from './contenders/postern.ts';
import type { InProcessQuestion } from './processes/in-process.ts';
import type { LoadResult } from './processes/load.ts';
import { type Case, makeCases } from './support/cases.ts';
import { Child } from './support/child.ts';
import { BenchCompany } from './support/company.ts';
import { LOAD_CORE, SERVER_CORE } from './support/cores.ts';
import { cpuSeconds } from './support/cpu-time.ts';
import { median } from './support/statistics.ts';

export interface ThroughputOptions {
  readonly users: number;
  readonly rounds: number;
  /** How long each contender is measured in a round, in seconds. */
  readonly seconds: number;
  readonly log: (line: string) => void;
}

export interface Measured {
  readonly contender: string;
  readonly users: number;
  /** Why it was not measured. */
  readonly missing?: string;
  /** Medians over the rounds. */
  readonly perSecond?: number;
  readonly microseconds?: number;
  /** Processor time of the server for each request. */
  readonly cpuMicroseconds?: number;
  readonly p50?: number;
  readonly p99?: number;
  /** One number a round: decisions a second over HTTP, microseconds a decision in process. */
  readonly rounds?: readonly number[];
}

type HttpRound = LoadResult & { readonly cpuMicroseconds: number };

const CASES = 1024;
const CONNECTIONS = 32;
/** OPA's package copies the whole document in a time that grows with its square. */
const SDK_USERS = 10_000;

/** Measures every contender on one company, in rounds, so that each is disturbed by the same neighbours. */
export async function measureThroughput({
  users,
  rounds,
  seconds,
  log,
}: ThroughputOptions): Promise<Measured[]> {
  const company = new BenchCompany(users);
  const cases = makeCases(company, CASES);
  const inProcess = new Child(new URL('./processes/in-process.ts', import.meta.url), SERVER_CORE, [
    String(users),
    String(CASES),
    users <= SDK_USERS ? 'sdk' : '',
  ]);
  const load = new Child(new URL('./processes/load.ts', import.meta.url), LOAD_CORE);
  const servers: { contender: HttpContender; server: RunningServer }[] = [];
  const measured: Measured[] = [];
  try {
    const { contenders } = await inProcess.next<{ contenders: string[] }>();
    const expected = await compareInProcess(inProcess, contenders);
    log(`${users} users: ${expected.filter(Boolean).length} of ${CASES} requests are allowed`);
    for (const contender of [echo, postern, opaServer, cerbos]) {
      const started = await contender.start(company);
      if ('missing' in started) {
        measured.push({ contender: contender.name, users, missing: started.missing });
        continue;
      }
      servers.push({ contender, server: started });
      const compared = await compareServer(contender, started, cases, expected);
      log(`${contender.name}: ${compared} answers are the same`);
    }
    const results = new Map<string, HttpRound[]>();
    const times = new Map<string, number[]>();
    // The first round warms up and is not counted.
    for (let round = 0; round <= rounds; round++) {
      log(round === 0 ? 'warming up' : `round ${round} of ${rounds}`);
      if (round === 1) {
        results.clear();
        times.clear();
      }
      for (const contender of contenders) {
        const { microseconds } = await inProcess.ask<{ microseconds: number }>(question(contender, seconds));
        append(times, contender, microseconds);
      }
      for (const { contender, server } of servers) {
        const bodies = cases.map((each) => contender.body(each)).filter((body) => body !== undefined);
        const job = {
          origin: server.origin,
          path: contender.path,
          bodies,
          seconds,
          connections: CONNECTIONS,
        };
        const cpuBefore = cpuSeconds(server.pid);
        const result = await load.ask<LoadResult>(job);
        if (result.failed > 0) throw new Error(`${contender.name}: ${result.failed} requests failed`);
        const cpu = cpuBefore === undefined ? Number.NaN : (cpuSeconds(server.pid) ?? Number.NaN) - cpuBefore;
        append(results, contender.name, { ...result, cpuMicroseconds: (cpu * 1e6) / result.total });
      }
    }
    for (const [contender, numbers] of times) {
      const microseconds = median(numbers);
      measured.push({ contender, users, microseconds, perSecond: 1e6 / microseconds, rounds: numbers });
    }
    for (const [contender, each] of results) measured.push({ contender, users, ...summary(each) });
    if (users > SDK_USERS) {
      const missing = `setData takes minutes beyond ${SDK_USERS} users`;
      measured.push({ contender: 'opa-wasm decision', users, missing });
    }
    return measured;
  } finally {
    await Promise.all([inProcess.stop(), load.stop(), ...servers.map(({ server }) => server.stop())]);
  }
}

function question(contender: string, seconds: number): InProcessQuestion {
  return { contender, ms: seconds * 1000 };
}

function append<T>(lists: Map<string, T[]>, name: string, item: T): void {
  lists.set(name, [...(lists.get(name) ?? []), item]);
}

function summary(results: readonly HttpRound[]): Partial<Measured> {
  return {
    perSecond: median(results.map((result) => result.perSecond)),
    microseconds: 1e6 / median(results.map((result) => result.perSecond)),
    cpuMicroseconds: median(results.map((result) => result.cpuMicroseconds)),
    p50: median(results.map((result) => result.p50)),
    p99: median(results.map((result) => result.p99)),
    rounds: results.map((result) => result.perSecond),
  };
}

/** Every contender in process must decide alike. Returns whether each case is allowed. */
async function compareInProcess(child: Child, contenders: readonly string[]): Promise<boolean[]> {
  const answersOf = async (contender: string) =>
    (await child.ask<{ answers: unknown[] }>({ contender, ms: 0 })).answers;
  const decisions = (await answersOf('postern decision')) as { allow: boolean }[];
  const allowed = decisions.map(({ allow }) => allow);
  for (const contender of contenders) {
    for (const [n, answer] of (await answersOf(contender)).entries()) {
      const value = contender === 'postern allow' ? (answer as { result: unknown }).result : answer;
      const same = contender.endsWith('allow')
        ? value === allowed[n]
        : canonical(value) === canonical(decisions[n]);
      if (!same) throw new Error(`${contender} answers request ${n} differently: ${JSON.stringify(answer)}`);
    }
  }
  return allowed;
}

/** A server must decide alike, wherever it can be asked. Returns how many answers were compared. */
async function compareServer(
  contender: HttpContender,
  server: RunningServer,
  cases: readonly Case[],
  expected: readonly boolean[],
): Promise<number> {
  let compared = 0;
  for (const [n, asked] of cases.entries()) {
    const body = contender.body(asked);
    if (body === undefined) continue;
    const response = await fetch(`${server.origin}${contender.path}`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    });
    const answer: unknown = await response.json();
    const allows = contender.allows(answer);
    if (!response.ok || (allows !== undefined && allows !== expected[n])) {
      throw new Error(`${contender.name} answers ${body} differently: ${JSON.stringify(answer)}`);
    }
    if (allows !== undefined) compared += 1;
  }
  return compared;
}

/** The same text for values that differ in the order of members and items only. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).sort().join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'undefined';
  return `{${Object.entries(value)
    .map(([key, member]) => `${key}:${canonical(member)}`)
    .sort()
    .join()}}`;
}
