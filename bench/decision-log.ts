/**
 * What the decision log and the metrics cost on the deciding path, and what writing an event costs beside it.
 *
 *   npx tsx bench/decision-log.ts
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { pino } from 'pino';
import { createDecisionLog } from '../src/access/decision-log/decision-log.ts';
import type { DecisionEvent } from '../src/access/decision-log/event.ts';
import { createEventWriter } from '../src/access/decision-log/event-writer.ts';
import { createLogRules } from '../src/access/decision-log/rules/log-rules.ts';
import { createFileSink } from '../src/access/decision-log/sinks/file-sink.ts';
import { noDrops, type Sink } from '../src/access/decision-log/sinks/sink.ts';
import { createMetrics } from '../src/access/metrics/metrics.ts';
import type { PolicyEngine } from '../src/policy/policy-engine.ts';

const ROUNDS = 7;
const log = pino({ level: 'silent' });
const stats = {
  sent: 0,
  dropped: noDrops(),
  waiting: 0,
  memoryBytes: 0,
  spooled: 0,
  spoolBytes: 0,
  failures: 0,
  spoolFailures: 0,
};
const nowhere: Sink = {
  name: 'nowhere',
  write: () => undefined,
  stats: () => stats,
  close: async () => undefined,
};
const engine: PolicyEngine = {
  revision: 'p',
  entrypoints: [],
  evaluate: () => ({ kind: 'undefined' }),
  close: () => undefined,
};

const eventOf = (n: number): DecisionEvent => ({
  path: 'authz/decision',
  input: {
    subject: { type: 'user', id: `u${n}` },
    action: { name: 'assets.view' },
    resource: {
      type: 'asset',
      id: `a${n}`,
      properties: { organization: 'o1', team: 't7', owner: `u${n % 10}` },
    },
  },
  result: { allow: true, reasons: [], masks: [] },
  time: Date.now(),
  revision: '1.4711',
  policyRevision: '0123456789abcdef0123456789abcdef',
  requestedBy: '127.0.0.1:50000',
  requestNumber: n,
});

/** Nanoseconds a call: the middle of several rounds. */
function nanoseconds(count: number, round: (count: number) => void): number {
  const times = Array.from({ length: ROUNDS }, () => {
    const start = performance.now();
    round(count);
    return ((performance.now() - start) * 1e6) / count;
  });
  return Math.round(times.sort((a, b) => a - b)[ROUNDS >> 1] ?? 0);
}

const events = Array.from({ length: 20_000 }, (_, n) => eventOf(n));
const report: Record<string, string> = {};

const makeOnly = nanoseconds(200_000, (count) => {
  let kept: DecisionEvent | undefined;
  for (let n = 0; n < count; n += 1) kept = eventOf(n);
  if (kept === undefined) throw new Error('nothing was made');
});
report['make an event and its input'] = `${makeOnly} ns`;

const recordTimes = [];
for (let round = 0; round < ROUNDS; round += 1) {
  const decisions = createDecisionLog({ engine: () => engine, sinks: [nowhere], log });
  const start = performance.now();
  for (const event of events) decisions.record(event);
  recordTimes.push(((performance.now() - start) * 1e6) / events.length);
  await decisions.close();
}
report['record()'] = `${Math.round(recordTimes.sort((a, b) => a - b)[ROUNDS >> 1] ?? 0)} ns`;

const full = createDecisionLog({ engine: () => engine, sinks: [nowhere], log, queueEvents: 1000 });
report['record() when the queue is full'] = `${nanoseconds(20_000, () => {
  for (const event of events) full.record(event);
})} ns`;
await full.close();

const writer = createEventWriter({
  labels: { id: 'sidecar-1' },
  rules: (onFailure) => createLogRules({ engine: () => engine, onFailure }),
  log,
});
const length = writer.write(eventOf(1))?.length;
report[`write an event as text (${length} characters), beside`] = `${nanoseconds(events.length, () => {
  for (const event of events) writer.write(event);
})} ns`;

const place = await mkdtemp(join(tmpdir(), 'decision-log-'));
const toFile = createDecisionLog({
  engine: () => engine,
  sinks: [createFileSink({ path: join(place, 'decisions.log'), log })],
  log,
});
const before = process.cpuUsage();
let recorded = 0;
for (let round = 0; round < 40; round += 1) {
  for (let n = 0; n < events.length; n += 64) {
    for (const event of events.slice(n, n + 64)) toFile.record(event);
    recorded += Math.min(64, events.length - n);
    while ((toFile.stats().sinks.file?.memoryBytes ?? 0) > 4_000_000 || toFile.stats().queued > 4096) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}
await toFile.close();
const { user, system } = process.cpuUsage(before);
await rm(place, { recursive: true });
report['processor time of a decision logged to a file, all in all'] =
  `${Math.round(((user + system) * 1000) / recorded)} ns`;
if (toFile.stats().sinks.file?.sent !== recorded) throw new Error('events were lost');

const meter = createMetrics({ process: false }).decisions('authz/decision');
report['count a decision in the metrics'] = `${nanoseconds(1_000_000, (count) => {
  for (let n = 0; n < count; n += 1) meter.record('allowed', (n % 50) / 1000);
})} ns`;

for (const [what, cost] of Object.entries(report)) process.stdout.write(`${what.padEnd(60)} ${cost}\n`);
