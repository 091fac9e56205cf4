import type { Decision } from '../../policy/decision.ts';
import type { DecidedAt } from '../deciding/decided-at.ts';
import type { Decider } from '../deciding/decider.ts';
import type { Turns } from '../deciding/turns.ts';
import type { Candidates } from './candidates.ts';
import type { SearchRequest } from './search-request.ts';

export interface PageOptions {
  readonly decider: Pick<Decider, 'consider' | 'at'>;
  readonly candidates: Candidates;
  readonly requestFor: SearchRequest['requestFor'];
  /** The key to begin after; undefined to begin with the first. */
  readonly after: string | undefined;
  /** How many results there may be. */
  readonly limit: number;
  /** After so many milliseconds of judging the page ends where it is. */
  readonly budget: number;
  readonly turns: Turns;
}

export interface JudgedPage {
  /** The ids or names that are allowed, in order. */
  readonly found: readonly string[];
  /** The last key that was judged; undefined where none is. */
  readonly after: string | undefined;
  /** Whether nothing comes after it. */
  readonly complete: boolean;
  /** Every decision of the page was made at these revisions. */
  readonly at: DecidedAt;
  /** Set where the one decision of the page took so long that the data went on meanwhile: what it ended at. */
  readonly until: DecidedAt | undefined;
  /** Candidates about which the policy failed, and the first reason. They are not among the found. */
  readonly failed: { readonly count: number; readonly message: string } | undefined;
}

/** How often a decision that took longer than the data stood still is made again. */
const ATTEMPTS = 3;

/**
 * Judges candidates one by one until the page is full, its time is up, or a change of the data or the policy comes in:
 * so all of a page is decided at one revision, and the rest on the next page at another.
 */
export async function judgePage(options: PageOptions): Promise<JudgedPage> {
  const { decider, candidates, requestFor, limit, turns } = options;
  const found: string[] = [];
  let { after } = options;
  let judged = 0;
  let attempts = 0;
  let failed: { count: number; message: string } | undefined;
  let until: DecidedAt | undefined;
  let deadline = performance.now() + options.budget;
  let turn = await turns.next();
  let at = decider.at();
  const page = (complete: boolean): JudgedPage => ({ found, after, complete, at, until, failed });
  const take = (key: string, id: string, decision: Decision | undefined) => {
    after = key;
    judged += 1;
    if (decision?.allow === true) found.push(id);
    const [reason] = decision?.reasons ?? [];
    if (reason?.code === 'evaluation_error') {
      failed = { count: (failed?.count ?? 0) + 1, message: failed?.message ?? reason.message };
    }
  };

  for (;;) {
    if (!isSame(decider.at(), at)) {
      if (judged > 0) return page(false);
      at = decider.at();
    }
    const window = candidates.read(after);
    if (window instanceof Promise) {
      const began = performance.now();
      await window;
      deadline += performance.now() - began;
      continue;
    }
    const { keys, start, to } = window;
    let next = start;
    for (; next < keys.length; next += 1) {
      if (found.length === limit) return page(false);
      if (performance.now() >= turn) break;
      const key = keys[next] as string;
      const id = key.slice(candidates.prefix.length);
      const decision = isAskable(id) ? decider.consider(requestFor(id)) : undefined;
      if (!(decision instanceof Promise)) {
        take(key, id, decision);
        continue;
      }
      const decided = await decision;
      // The keys may be others by now.
      turn = 0;
      const now = decider.at();
      if (!isSame(now, at)) {
        if (judged > 0) return page(false);
        attempts += 1;
        if (attempts < ATTEMPTS) at = now;
        else until = now;
        if (attempts < ATTEMPTS) break;
      }
      take(key, id, decided);
      if (until !== undefined) return page(next + 1 === keys.length && to === undefined);
      break;
    }
    if (next < keys.length) {
      if (judged > 0 && performance.now() >= deadline) return page(false);
      turn = await turns.next();
      continue;
    }
    if (to === undefined) return page(true);
    after = to;
  }
}

/** What no request can name is not asked about: an empty id, or half of a surrogate pair. */
function isAskable(id: string): boolean {
  return id !== '' && !LONE_SURROGATE.test(id);
}

const LONE_SURROGATE = /\p{Surrogate}/u;

function isSame(a: DecidedAt, b: DecidedAt): boolean {
  return a === b || (a.revision === b.revision && a.policyRevision === b.policyRevision);
}
