import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { registerHistogram } from './bucket-histogram.ts';
import { registerDecisionLog } from './decision-log-metrics.ts';
import { Buckets, DECISION_RESULTS, DecisionMeter, SLICE_BUCKETS } from './decision-meter.ts';
import { type MetricSources, registerSources } from './sources.ts';

export interface MetricsOptions extends MetricSources {
  /** Whether to tell of the process too: processor time, memory, delay of the event loop. */
  readonly process?: boolean;
}

export interface Metrics {
  readonly registry: Registry;
  /**
   * The meter of an entrypoint, to be kept and used for every decision of it. Only entrypoints that the policy has may
   * be asked for; beyond MOST_ENTRYPOINTS, further ones share a meter.
   */
  decisions(entrypoint: string): DecisionMeter;
  /** The sizes of the slices that decisions read, in bytes. */
  readonly slices: Buckets;
  /** Requests that are being answered. */
  inFlight: number;
  /** A request was refused, or a connection closed, because there was too much to do. */
  noteShed(what: Shed): void;
  /** Everything, in Prometheus's text format. */
  text(): Promise<string>;
}

/** What is turned away under too much load. */
export type Shed = 'request' | 'connection';

/** Names of entrypoints that are told apart. */
export const MOST_ENTRYPOINTS = 200;

/** The metrics of one process. Counting on the deciding path costs tens of nanoseconds; reading does the rest. */
export function createMetrics({ process: ofProcess = true, ...sources }: MetricsOptions = {}): Metrics {
  const registry = new Registry();
  if (ofProcess) collectDefaultMetrics({ register: registry });
  const meters = new Map<string, DecisionMeter>();
  const shed = new Counter({
    name: 'postern_http_shed_total',
    help: 'Requests answered with 503, and connections closed, because there was too much to do.',
    labelNames: ['what'],
    registers: [registry],
  });
  for (const what of ['request', 'connection'] as const) shed.inc({ what }, 0);
  const metrics: Metrics = {
    registry,
    slices: new Buckets(SLICE_BUCKETS),
    inFlight: 0,
    noteShed: (what) => shed.inc({ what }),
    decisions(entrypoint) {
      const known = meters.get(entrypoint);
      if (known !== undefined) return known;
      if (meters.size >= MOST_ENTRYPOINTS && entrypoint !== 'other') return metrics.decisions('other');
      const meter = new DecisionMeter();
      meters.set(entrypoint, meter);
      return meter;
    },
    text: () => registry.metrics(),
  };
  registerDecisions(registry, meters);
  registerHistogram(
    registry,
    'postern_slice_bytes',
    'Bytes of memory that the policy data given to a decision took.',
    () => [{ labels: {}, buckets: metrics.slices }],
  );
  new Gauge({
    name: 'postern_http_requests_in_flight',
    help: 'Requests that are being answered.',
    registers: [registry],
    collect() {
      this.set(metrics.inFlight);
    },
  });
  registerSources(registry, sources);
  if (sources.decisionLog !== undefined) registerDecisionLog(registry, sources.decisionLog);
  return metrics;
}

function registerDecisions(registry: Registry, meters: ReadonlyMap<string, DecisionMeter>): void {
  new Counter({
    name: 'postern_decisions_total',
    help: 'Decisions by entrypoint and result.',
    labelNames: ['entrypoint', 'result'],
    registers: [registry],
    collect() {
      this.reset();
      for (const [entrypoint, { results }] of meters) {
        for (const result of DECISION_RESULTS) {
          if (results[result] > 0) this.inc({ entrypoint, result }, results[result]);
        }
      }
    },
  });
  registerHistogram(
    registry,
    'postern_decision_duration_seconds',
    'How long deciding took, by entrypoint.',
    () => [...meters].map(([entrypoint, { durations }]) => ({ labels: { entrypoint }, buckets: durations })),
  );
}
