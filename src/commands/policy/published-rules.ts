import { filterRules } from '../../app/filter-rules.ts';
import type { Config } from '../../config.ts';
import { entrypointPath } from '../../policy/build/entrypoint-hint.ts';

export interface PublishedRules {
  /** The rule that decides. */
  readonly decision: string;
  /** The rules that filter. */
  readonly rules: readonly string[];
}

/** Which rules those will ask for who take the bundle: what is named here, else what the settings name. */
export function publishedRules(
  given: { readonly decision?: string; readonly filter: readonly string[] },
  config: Pick<Config, 'decision' | 'filters'>,
): PublishedRules {
  const decision = given.decision === undefined ? config.decision : entrypointPath(given.decision);
  if (given.filter.length > 0) return { decision, rules: [...new Set(given.filter.map(entrypointPath))] };
  const rules = config.filters ?? [filterRules({ decision, filters: undefined }).rule];
  return { decision, rules };
}
