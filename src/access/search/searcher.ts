import type { DataSource } from '../../data/data-source.ts';
import { formatRevision, parseRevision } from '../../data/revision.ts';
import { isStatic } from '../../data/static-epoch.ts';
import { waitForRevision } from '../../data/wait-for-revision.ts';
import type { Caller } from '../deciding/caller.ts';
import type { Decider } from '../deciding/decider.ts';
import { Turns } from '../deciding/turns.ts';
import type { DecisionLog } from '../decision-log/decision-log.ts';
import { BadRequest, Refusal } from '../errors.ts';
import { type Candidates, candidatesOf } from './candidates.ts';
import type { Entities, EntityPlace } from './entities.ts';
import { filteredCandidates, type ResourceFiltering } from './filtered-candidates.ts';
import { HoldersIndex } from './holders-index.ts';
import { type JudgedPage, judgePage } from './judge-page.ts';
import { KeyWindows } from './key-windows.ts';
import { createPageTokens, fingerprint, type PagePlace } from './page-tokens.ts';
import { readSearchRequest, type SearchKind, type SearchRequest } from './search-request.ts';

export interface SearcherOptions {
  readonly decider: Pick<Decider, 'entrypoint' | 'engine' | 'at' | 'consider'>;
  readonly data: Pick<
    DataSource,
    'revision' | 'collections' | 'keys' | 'entries' | 'text' | 'size' | 'onChange'
  >;
  readonly entities: Entities;
  /** The names of all actions; without them, the keys of `data.permissions`. */
  readonly actions?: readonly string[] | undefined;
  readonly decisionLog?: DecisionLog | undefined;
  /** Where resources are in a database, and how filters for it are made; without it, each resource is judged. */
  readonly filtering?: ResourceFiltering | undefined;
  /** Of page tokens. Processes with the same one read each other's; without it, tokens end with this process. */
  readonly tokenSecret?: string | undefined;
  readonly limits?: Partial<SearchLimits>;
}

export interface SearchLimits {
  /** Results of a page for which no limit is asked. */
  readonly usual: number;
  /** Results of a page at most, whatever is asked. */
  readonly most: number;
  /** Milliseconds of judging after which a page ends where it is. */
  readonly budget: number;
  /** Milliseconds of judging between two turns of the event loop. */
  readonly turn: number;
  /** How long a page waits for the revision of the page before, in milliseconds. */
  readonly patience: number;
  /** Keys that are put in order at a time. */
  readonly window: number;
  /** From how many users on those who hold a permission are listed. */
  readonly indexed: number;
  /** How many users may hold a permission for it to be worth looking them up. */
  readonly holders: number;
  /** How many entries the list of holders has at most. */
  readonly indexEntries: number;
}

export const searchLimits: SearchLimits = {
  usual: 1_000,
  most: 10_000,
  budget: 400,
  turn: 2,
  patience: 2_000,
  window: 50_000,
  indexed: 2_000,
  holders: 50_000,
  indexEntries: 500_000,
};

/** One page of a search, as AuthZEN answers it. Source: AuthZEN Authorization API 1.0, section 8.3. */
export interface SearchPage {
  /** `next_token` is empty on the last page. */
  readonly page: { readonly next_token: string; readonly count: number };
  readonly context: SearchContext;
  readonly results: readonly Found[];
}

export type Found = { readonly type: string; readonly id: string } | { readonly name: string };

export interface SearchContext {
  /** The revision of the policy data that the page was decided at. */
  readonly revision?: string;
  readonly policy_revision?: string;
  /** Where the data went on while the page was decided: the revision then. */
  readonly revision_until?: string;
  /** About these many candidates the policy could not decide; they are not among the results. */
  readonly failed?: { readonly count: number; readonly message: string };
}

export interface Searcher {
  /** One page. Throws BadRequest for a request that can't be understood, and a Refusal for one that can't be served. */
  search(kind: SearchKind, body: unknown, caller: Caller): Promise<SearchPage>;
  close(): void;
}

/** Searches by asking for each candidate what an evaluation would ask, in the order of their keys. */
export function createSearcher(options: SearcherOptions): Searcher {
  const { decider, data, decisionLog } = options;
  const limits = { ...searchLimits, ...options.limits };
  const turns = new Turns(limits.turn);
  const windows = new KeyWindows({ data, turns, size: limits.window });
  const index = new HoldersIndex({
    data,
    turns,
    least: limits.indexed,
    most: limits.holders,
    entries: limits.indexEntries,
  });
  const onlyHolders = () => decider.engine()?.allowsOnlyHolders?.(decider.entrypoint) ?? false;
  const tokens = createPageTokens(options.tokenSecret);

  /** Where the page that a token was given with ended, once this process is as far. */
  async function placeOf(token: string, request: SearchRequest, search: string): Promise<PagePlace> {
    const place = tokens.read(token);
    if (place === undefined) throw new BadRequest(UNREADABLE);
    if (place.search !== search) throw new BadRequest(OTHER_SEARCH);
    if (request.page.limit !== undefined && request.page.limit !== place.limit) {
      throw new BadRequest(OTHER_LIMIT);
    }
    if (place.policyRevision !== decider.at().policyRevision) throw new Refusal(409, OTHER_POLICY);
    const revision = parseRevision(place.revision);
    if (
      revision === undefined ||
      isStatic(revision) !== (data.revision !== undefined && isStatic(data.revision))
    )
      throw new Refusal(409, OTHER_DATA);
    if (isStatic(revision)) return place;
    const waited = await waitForRevision(data, revision, limits.patience);
    if (waited === 'other_epoch') throw new Refusal(409, OTHER_DATA);
    if (waited === 'timed_out') {
      const at = data.revision === undefined ? 'none' : formatRevision(data.revision);
      throw unavailable(
        `the page before was decided at revision ${place.revision}, and this process has ${at}`,
      );
    }
    return place;
  }

  return {
    async search(kind, body, caller) {
      const request = readSearchRequest(kind, body);
      const { engine, at } = decider;
      if (engine() === undefined || at().revision === undefined) {
        throw unavailable('there is no policy or no policy data to search by yet');
      }
      const search = fingerprint({ kind, ...request.about });
      const { token, limit } = request.page;
      const place = token === undefined ? undefined : await placeOf(token, request, search);
      const asked = place === undefined ? limit : place.limit;
      const most = Math.min(asked ?? limits.usual, limits.most);
      const filtered = (entities: EntityPlace, everything: Candidates) =>
        options.filtering &&
        filteredCandidates({ ...options.filtering, decider, data }, request, entities, most, everything);
      const judged = await judgePage({
        decider,
        candidates: candidatesOf(request, { ...options, windows, index, onlyHolders, filtered }),
        requestFor: request.requestFor,
        after: place?.after,
        limit: most,
        budget: limits.budget,
        turns,
      });
      const { after, complete } = judged;
      const { revision = '', policyRevision } = judged.at;
      const next = complete ? '' : tokens.write({ search, limit: asked, after, revision, policyRevision });
      const answer = answerOf(request, judged, next);
      decisionLog?.record({
        path: decider.entrypoint,
        input: request.about,
        result: { search: kind, results: answer.results, complete },
        time: Date.now(),
        ...judged.at,
        ...caller,
        bytes: 1024 + 64 * answer.results.length,
      });
      return answer;
    },
    close() {
      windows.close();
      index.close();
    },
  };
}

function answerOf(request: SearchRequest, judged: JudgedPage, next: string): SearchPage {
  const { found, at, until, failed } = judged;
  const { type } = request;
  return {
    page: { next_token: next, count: found.length },
    context: {
      ...(at.revision === undefined ? {} : { revision: at.revision }),
      ...(at.policyRevision === undefined ? {} : { policy_revision: at.policyRevision }),
      ...(until?.revision === undefined ? {} : { revision_until: until.revision }),
      ...(failed === undefined ? {} : { failed }),
    },
    results: found.map((id) => (type === undefined ? { name: id } : { type, id })),
  };
}

function unavailable(message: string): Refusal {
  return new Refusal(503, message, { 'retry-after': '1' });
}

const AGAIN = 'begin the search again without a token';
const UNREADABLE = `page.token is not one that this process can read: it was made elsewhere with another secret, before a restart, or not by a search; ${AGAIN}`;
const OTHER_SEARCH = `page.token belongs to another search: every member but page.token has to be as it was; ${AGAIN}`;
const OTHER_LIMIT = 'page.limit has to be as it was on the first page, or absent';
const OTHER_POLICY = `the policy is another one than on the page before; ${AGAIN}`;
const OTHER_DATA = `the policy data has another history than on the page before; ${AGAIN}`;
