import { Gauge, type Registry } from 'prom-client';
import type { Revision } from '../../data/feed.ts';
import type { DecisionLogStats } from '../decision-log/decision-log.ts';

/** What is read when metrics are. A source that is absent, or gives undefined, is left out. */
export interface MetricSources {
  /** The latest revision that is known to be committed. */
  readonly committed?: () => Revision | undefined;
  /** The revision that decisions are made at. */
  readonly active?: () => Revision | undefined;
  /** Seconds since the active data was known to be the latest. */
  readonly lagSeconds?: () => number | undefined;
  /** Bytes of the policy module's memory. */
  readonly wasmMemoryBytes?: () => number | undefined;
  readonly policyRevision?: () => string | undefined;
  readonly decisionLog?: () => DecisionLogStats;
}

export function registerSources(registry: Registry, sources: MetricSources): void {
  const { committed, active, lagSeconds, wasmMemoryBytes, policyRevision } = sources;
  if (committed !== undefined) revisionGauges(registry, 'committed', 'committed', committed);
  if (active !== undefined) revisionGauges(registry, 'active', 'that decisions are made at', active);
  if (lagSeconds !== undefined) {
    gauge(registry, 'postern_data_lag_seconds', 'How far the active data is behind, in seconds.', lagSeconds);
  }
  if (wasmMemoryBytes !== undefined) {
    gauge(registry, 'postern_wasm_memory_bytes', "Bytes of the policy module's memory.", wasmMemoryBytes);
  }
  if (policyRevision === undefined) return;
  new Gauge({
    name: 'postern_policy_info',
    help: 'The revision of the active policy, as a label.',
    labelNames: ['revision'],
    registers: [registry],
    collect() {
      this.reset();
      const revision = policyRevision();
      if (revision !== undefined) this.set({ revision }, 1);
    },
  });
}

function revisionGauges(
  registry: Registry,
  name: string,
  meaning: string,
  read: () => Revision | undefined,
): void {
  const help = `The revision of the policy data ${meaning}`;
  gauge(registry, `postern_data_revision_${name}`, `${help}: its number.`, () => read()?.number);
  gauge(registry, `postern_data_epoch_${name}`, `${help}: its epoch.`, () => read()?.epoch);
}

function gauge(registry: Registry, name: string, help: string, read: () => number | undefined): void {
  new Gauge({
    name,
    help,
    registers: [registry],
    collect() {
      const value = read();
      if (value === undefined) this.remove();
      else this.set(value);
    },
  });
}
