import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { DecisionEvent } from '../../../../src/access/decision-log/event.ts';
import { noDrops, type Sink } from '../../../../src/access/decision-log/sinks/sink.ts';

/** A decision, with what a test wants of it. */
export function event(changes: Partial<DecisionEvent> = {}): DecisionEvent {
  return {
    path: 'authz/decision',
    input: { subject: { type: 'user', id: 'u1' }, action: { name: 'assets.view' } },
    result: { allow: true, reasons: [], masks: [] },
    time: 1_700_000_000_123,
    ...changes,
  };
}

/** Lines as a sink is given them: `n` tells them apart. */
export function lines(from: number, count: number, padding = ''): string[] {
  return Array.from({ length: count }, (_, index) => JSON.stringify({ n: from + index, padding }));
}

export const numbers = (events: readonly Record<string, unknown>[]): unknown[] => events.map(({ n }) => n);

export const range = (from: number, count: number): number[] =>
  Array.from({ length: count }, (_, index) => from + index);

/** A sink that keeps what it is given. */
export function memorySink(): Sink & {
  readonly texts: string[];
  readonly events: Record<string, unknown>[];
} {
  const texts: string[] = [];
  return {
    name: 'memory',
    texts,
    get events() {
      return texts.map((text) => JSON.parse(text) as Record<string, unknown>);
    },
    write: (given) => void texts.push(...given),
    stats: () => ({
      sent: texts.length,
      dropped: noDrops(),
      waiting: 0,
      memoryBytes: 0,
      spooled: 0,
      spoolBytes: 0,
      failures: 0,
      spoolFailures: 0,
    }),
    close: async () => undefined,
  };
}

/** A folder that is gone after the test. */
export async function folder(t: TestContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'decision-log-'));
  t.after(() => rm(path, { recursive: true, force: true }));
  return path;
}
