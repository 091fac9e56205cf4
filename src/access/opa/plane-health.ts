import type { DecidedAt } from '../deciding/decided-at.ts';
import type { PlaneStatus } from '../status.ts';
import { isSet, queryOf } from './data-parameters.ts';

export interface PluginStatus {
  /** Source: `plugins.State` of OPA. */
  readonly state: 'OK' | 'NOT_READY';
  readonly message?: string;
}

/**
 * The parts of a decision plane under the names that OPA's plugins have. As in OPA, `bundle` is ready once everything has
 * been active; that it can't be followed for a while is told of in the status of the bundles.
 */
export function pluginsOf(at: DecidedAt, status: PlaneStatus | undefined): Record<string, PluginStatus> {
  const missing = missingBundles(at);
  return {
    bundle:
      missing.length === 0
        ? { state: 'OK' }
        : { state: 'NOT_READY', message: `not active yet: ${missing.join(', ')}` },
    ...(status?.decisionLog === undefined ? {} : { decision_logs: { state: 'OK' } }),
    ...(status === undefined ? {} : { status: { state: 'OK' } }),
  };
}

/**
 * OPA's answer to a request to `/health` by what it asks for: `bundles` (or `bundle`), that everything is active; `plugins`,
 * that every part is well but those of `exclude-plugin`. `error` says what is wrong. Undefined for a request that asks for
 * neither. Source: OPA's REST API, "Health API"; `unversionedGetHealth` of its server.
 */
export function healthAnswer(
  url: string,
  at: DecidedAt,
  status: PlaneStatus | undefined,
): { readonly error?: string } | undefined {
  const query = queryOf(url);
  if (query === undefined) return undefined;
  const bundles = isSet(query, 'bundles') || isSet(query, 'bundle');
  const plugins = isSet(query, 'plugins');
  if (!bundles && !plugins) return undefined;
  const missing = missingBundles(at);
  if (bundles && missing.length > 0)
    return { error: `one or more bundles are not activated: ${missing.join(', ')}` };
  if (!plugins) return {};
  const excluded = new Set(query.getAll('exclude-plugin'));
  const bad = Object.entries(pluginsOf(at, status)).filter(
    ([name, { state }]) => state !== 'OK' && !excluded.has(name),
  );
  if (bad.length === 0) return {};
  return { error: `one or more plugins are not up: ${bad.map(([name]) => name).join(', ')}` };
}

/** What has to be active for decisions, and is not. */
function missingBundles({ policyRevision, revision }: DecidedAt): string[] {
  return [...(policyRevision === undefined ? ['policy'] : []), ...(revision === undefined ? ['data'] : [])];
}
