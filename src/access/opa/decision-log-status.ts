import type { DecisionLogStats } from '../decision-log/decision-log.ts';
import type { DropReason } from '../decision-log/sinks/sink.ts';

/** How the decision log is doing, over all of its receivers. Source: `status.Status` of OPA's decision log. */
export interface DecisionLogStatus {
  /** With `message`: what fails at present, and why. */
  readonly code?: 'decision_log_error';
  readonly message?: string;
  readonly metrics: Readonly<Record<string, number>>;
}

export function decisionLogStatus(stats: DecisionLogStats): DecisionLogStatus {
  const sinks = Object.values(stats.sinks);
  const sum = (of: (sink: (typeof sinks)[number]) => number) =>
    sinks.reduce((total, sink) => total + of(sink), 0);
  const dropped = (...reasons: DropReason[]) =>
    sum((sink) => reasons.reduce((total, reason) => total + sink.dropped[reason], 0));
  const problems = sinks.flatMap(({ failure }) => failure ?? []);
  return {
    ...(problems.length === 0 ? {} : { code: 'decision_log_error', message: problems.join('; ') }),
    metrics: {
      counter_decision_logs_recorded: stats.recorded,
      counter_decision_logs_filtered: stats.filtered,
      counter_decision_logs_sent: sum(({ sent }) => sent),
      counter_decision_logs_waiting: stats.queued + sum(({ waiting }) => waiting),
      counter_decision_logs_dropped_buffer_size_limit_exceeded: stats.dropped + dropped('memory', 'spool'),
      counter_decision_logs_dropped: stats.dropped + sum((sink) => total(sink.dropped)),
      counter_decision_logs_delivery_failures: sum(({ failures }) => failures),
      counter_decision_logs_spooled: sum(({ spooled }) => spooled),
      counter_decision_logs_spool_failures: sum(({ spoolFailures }) => spoolFailures),
    },
  };
}

function total(dropped: Readonly<Record<DropReason, number>>): number {
  return Object.values(dropped).reduce((sum, count) => sum + count, 0);
}
