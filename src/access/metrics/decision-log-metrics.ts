import { Counter, Gauge, type Registry } from 'prom-client';
import type { DecisionLogStats } from '../decision-log/decision-log.ts';
import type { SinkStats } from '../decision-log/sinks/sink.ts';

/** Tells of the decision log: what was sent, dropped and spooled, and what waits. */
export function registerDecisionLog(registry: Registry, stats: () => DecisionLogStats): void {
  const total = (name: string, help: string, read: (stats: DecisionLogStats) => number) =>
    new Counter({
      name: `postern_decision_log_${name}_total`,
      help,
      registers: [registry],
      collect() {
        this.reset();
        this.inc(read(stats()));
      },
    });
  total('recorded', 'Decisions that were recorded.', ({ recorded }) => recorded);
  total('filtered', "Decisions dropped by the policy's drop rule.", ({ filtered }) => filtered);
  total(
    'mask_failures',
    'Decisions logged without content because masking failed.',
    ({ maskFailures }) => maskFailures,
  );

  const ofSinks = (name: string, help: string, read: (stats: SinkStats) => number) =>
    new Counter({
      name: `postern_decision_log_${name}_total`,
      help,
      labelNames: ['sink'],
      registers: [registry],
      collect() {
        this.reset();
        for (const [sink, each] of Object.entries(stats().sinks)) this.inc({ sink }, read(each));
      },
    });
  ofSinks('sent', 'Decisions that the receiver has.', ({ sent }) => sent);
  ofSinks('spooled', 'Decisions written to the spool.', ({ spooled }) => spooled);
  ofSinks('failures', 'Deliveries that failed.', ({ failures }) => failures);
  ofSinks('spool_failures', 'Writes to the spool that failed.', ({ spoolFailures }) => spoolFailures);
  new Counter({
    name: 'postern_decision_log_dropped_total',
    help: 'Decisions lost, by why.',
    labelNames: ['sink', 'reason'],
    registers: [registry],
    collect() {
      this.reset();
      const { dropped, sinks } = stats();
      this.inc({ sink: QUEUE, reason: 'memory' }, dropped);
      for (const [sink, each] of Object.entries(sinks)) {
        for (const [reason, count] of Object.entries(each.dropped)) this.inc({ sink, reason }, count);
      }
    },
  });

  const now = (name: string, help: string, read: (stats: SinkStats) => number, queue?: boolean) =>
    new Gauge({
      name: `postern_decision_log_${name}`,
      help,
      labelNames: ['sink'],
      registers: [registry],
      collect() {
        const { queued, sinks } = stats();
        if (queue) this.set({ sink: QUEUE }, queued);
        for (const [sink, each] of Object.entries(sinks)) this.set({ sink }, read(each));
      },
    });
  now('queue_length', 'Decisions that wait.', ({ waiting }) => waiting, true);
  now('queue_bytes', 'Bytes of memory that waiting decisions take.', ({ memoryBytes }) => memoryBytes);
  now('spool_bytes', 'Bytes on disk.', ({ spoolBytes }) => spoolBytes);
}

/** Stands for what waits before it goes to any sink. */
const QUEUE = 'queue';
