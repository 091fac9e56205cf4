import type { Log } from '../../log.ts';
import type { PolicyEngine } from '../../policy/policy-engine.ts';

/** Paths told of for one policy; the paths are anybody's text, and the log is not to be filled by them. */
const MOST_HINTS = 200;
/** Characters of a path, and names of entrypoints, that are told. */
const LONGEST_PATH = 200;
const MOST_NAMES = 50;

/** Says in the log that a path has no rule that could be asked for: once for each path and policy revision. */
export function createMissingRuleHint(log: Log): (path: string, engine: PolicyEngine) => void {
  let revision: string | undefined;
  const told = new Set<string>();
  return (path, engine) => {
    if (engine.revision !== revision) {
      revision = engine.revision;
      told.clear();
    }
    if (told.size >= MOST_HINTS) return;
    const shown = path.slice(0, LONGEST_PATH);
    if (told.has(shown)) return;
    told.add(shown);
    const details = {
      path: shown,
      policyRevision: revision,
      entrypoints: engine.entrypoints.slice(0, MOST_NAMES),
    };
    log.warn(
      details,
      'the OPA API was asked for a path that is no entrypoint of the policy bundle: it is undefined. Build the bundle with that rule as an entrypoint, or ask for one that it has',
    );
    if (told.size === MOST_HINTS)
      log.warn(
        { policyRevision: revision },
        'no more paths without an entrypoint are told of for this policy',
      );
  };
}
