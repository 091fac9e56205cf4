import type { Metric, MetricObjectWithValues, MetricValueWithName, Registry } from 'prom-client';
import type { Buckets } from './decision-meter.ts';

export interface LabelledBuckets {
  readonly labels: Readonly<Record<string, string>>;
  readonly buckets: Buckets;
}

/** Registers a histogram whose counts are kept elsewhere and are read when metrics are. */
export function registerHistogram(
  registry: Registry,
  name: string,
  help: string,
  read: () => readonly LabelledBuckets[],
): void {
  const metric = {
    name,
    help,
    get: (): Promise<MetricObjectWithValues<MetricValueWithName<string>>> =>
      Promise.resolve({
        name,
        help,
        type: 'histogram',
        aggregator: 'sum',
        values: read().flatMap((each) => valuesOf(name, each)),
      } as unknown as MetricObjectWithValues<MetricValueWithName<string>>),
    reset: () => undefined,
  };
  registry.registerMetric(metric as unknown as Metric);
}

/** A histogram is told in counts up to each bound. Source: Prometheus documentation, "Exposition formats". */
function valuesOf(name: string, { labels, buckets }: LabelledBuckets): MetricValueWithName<string>[] {
  let total = 0;
  const upTo = [...buckets.counts].map((count, index) => {
    total += count;
    const le = buckets.bounds[index];
    return {
      metricName: `${name}_bucket`,
      labels: { ...labels, le: le === undefined ? '+Inf' : String(le) },
      value: total,
    };
  });
  return [
    ...upTo,
    { metricName: `${name}_sum`, labels, value: buckets.sum },
    { metricName: `${name}_count`, labels, value: total },
  ];
}
