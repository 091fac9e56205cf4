import type { Revision } from '../../data/feed.ts';
import { formatRevision } from '../../data/revision.ts';

/** The revisions a decision was made at; undefined before the first policy data, or the first policy. */
export interface DecidedAt {
  readonly revision: string | undefined;
  readonly policyRevision: string | undefined;
}

/** Gives the revisions as they are now; the same object for as long as they stay the same. */
export function watchRevisions(
  data: { readonly revision: Revision | undefined },
  policyRevision: () => string | undefined,
): () => DecidedAt {
  let known: Revision | undefined;
  let at: DecidedAt = { revision: undefined, policyRevision: undefined };
  return () => {
    const { revision } = data;
    const policy = policyRevision();
    if (revision !== known || policy !== at.policyRevision) {
      known = revision;
      const text = revision === undefined ? undefined : formatRevision(revision);
      at = { revision: text, policyRevision: policy };
    }
    return at;
  };
}
