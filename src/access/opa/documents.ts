import type { Log } from '../../log.ts';
import type { PolicyEngine } from '../../policy/policy-engine.ts';
import type { DocumentRequest } from '../deciding/decider.ts';
import { documentSegments, documentWithin, placeOf } from './document-path.ts';
import { createMissingRuleHint } from './missing-rules.ts';

/** What the paths of the data API name in the active policy. */
export interface Documents {
  /** The document at a path as it was sent. One without a rule is noted in the log. */
  at(path: string): Pick<DocumentRequest, 'entrypoint' | 'path' | 'within'>;
  segments(path: string): readonly string[];
}

export function createDocuments(engine: () => PolicyEngine | undefined, log: Log): Documents {
  const hint = createMissingRuleHint(log);
  let names: readonly string[] = [];
  let entrypoints: ReadonlySet<string> = new Set();
  return {
    segments: documentSegments,
    at(path) {
      const active = engine();
      if (active === undefined) return { entrypoint: undefined, path: logged(path) };
      if (active.entrypoints !== names) {
        names = active.entrypoints;
        entrypoints = new Set(names);
      }
      const plain = path.startsWith('/') ? path.slice(1) : path;
      if (entrypoints.has(plain) && !plain.includes('%')) return { entrypoint: plain, path: plain };
      const place = placeOf(documentSegments(path), entrypoints);
      if (place === undefined) {
        hint(logged(path), active);
        return { entrypoint: undefined, path: logged(path) };
      }
      const { entrypoint, below } = place;
      if (below.length === 0) return { entrypoint, path: entrypoint };
      return { entrypoint, path: logged(path), within: (value) => documentWithin(value, below) };
    },
  };
}

/** As OPA's decision log has it: encoded, without a slash at its beginning or end. */
function logged(path: string): string {
  return path
    .split('/')
    .filter((segment) => segment !== '')
    .join('/');
}
