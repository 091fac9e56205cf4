import type { Revision } from './feed.ts';

/** `epoch.number`, as in tokens and entity tags. */
export function formatRevision(revision: Revision): string {
  return `${revision.epoch}.${revision.number}`;
}

/** Reads `epoch.number`; undefined for any other text. Both are plain decimal integers that a number holds exactly. */
export function parseRevision(text: string): Revision | undefined {
  const match = /^(0|[1-9][0-9]{0,15})\.(0|[1-9][0-9]{0,15})$/.exec(text);
  if (match === null) return undefined;
  const epoch = Number(match[1]);
  const number = Number(match[2]);
  return Number.isSafeInteger(epoch) && Number.isSafeInteger(number) ? { epoch, number } : undefined;
}

/** Negative when `a` comes before `b`, 0 when they are the same, positive when it comes after. */
export function compareRevisions(a: Revision, b: Revision): number {
  return a.epoch - b.epoch || a.number - b.number;
}
