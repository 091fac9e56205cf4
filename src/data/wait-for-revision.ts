import type { DataSource } from './data-source.ts';
import type { Revision } from './feed.ts';

/**
 * `reached`: the document is at the revision or later in its epoch. `timed_out`: it did not get there in time.
 * `other_epoch`: it is in a later epoch, in which the revision says nothing.
 */
export type RevisionWait = 'reached' | 'timed_out' | 'other_epoch';

/** Waits until a document is at least at `revision`, for at most `timeoutMs` milliseconds. Never rejects. */
export function waitForRevision(
  document: Pick<DataSource, 'revision' | 'onChange'>,
  revision: Revision,
  timeoutMs: number,
): Promise<RevisionWait> {
  const now = outcome(document.revision, revision);
  if (now !== undefined) return Promise.resolve(now);
  return new Promise((resolve) => {
    const finish = (result: RevisionWait) => {
      clearTimeout(timer);
      stopListening();
      resolve(result);
    };
    const timer = setTimeout(() => finish('timed_out'), timeoutMs);
    const stopListening = document.onChange(() => {
      const result = outcome(document.revision, revision);
      if (result !== undefined) finish(result);
    });
  });
}

function outcome(at: Revision | undefined, wanted: Revision): RevisionWait | undefined {
  if (at === undefined || at.epoch < wanted.epoch) return undefined;
  if (at.epoch > wanted.epoch) return 'other_epoch';
  return at.number >= wanted.number ? 'reached' : undefined;
}
