import { watchRevisions } from '../../../src/access/deciding/decided-at.ts';
import { createDecider } from '../../../src/access/deciding/decider.ts';
import { posternEntities } from '../../../src/access/search/entities.ts';
import type { ResourceFiltering } from '../../../src/access/search/filtered-candidates.ts';
import { createRegisteredProperties } from '../../../src/access/search/registered-in-data.ts';
import type { ResourceRows } from '../../../src/access/search/resource-rows.ts';
import { createSearcher, type SearchLimits, type SearchPage } from '../../../src/access/search/searcher.ts';
import type { DataDocument } from '../../../src/data/data-document.ts';
import type { PolicyFilters } from '../../../src/policy/filter/policy-filters.ts';
import type { PolicyEngine } from '../../../src/policy/policy-engine.ts';
import { logLines } from '../../support/log-lines.ts';

export interface Plane {
  readonly document: DataDocument;
  readonly engine: PolicyEngine;
  readonly filters: PolicyFilters;
  /** The rule that decides. */
  readonly entrypoint: string;
}

export interface Searching {
  /** All ids that a search for resources finds, page by page. */
  all(request: object, limit?: number): Promise<string[]>;
  page(request: object, limit?: number, token?: string): Promise<SearchPage>;
  /** How many resources were judged since the last time this was asked. */
  judged(): number;
  /** What was logged. */
  readonly lines: readonly unknown[];
  close(): void;
}

/** A search for resources: with rows by filters, without them by judging each. */
export function searching(
  { document, engine, filters, entrypoint }: Plane,
  rows?: ResourceRows,
  limits: Partial<SearchLimits> = {},
): Searching {
  const { log, lines } = logLines();
  const at = watchRevisions(document, () => engine.revision);
  const decider = createDecider({
    engine: () => engine,
    entrypoint,
    at,
    log,
    registered: createRegisteredProperties(document, posternEntities),
  });
  let judged = 0;
  const filtering: ResourceFiltering | undefined = rows && { rows, filters: () => filters, log };
  const searcher = createSearcher({
    decider: {
      ...decider,
      consider(...asked) {
        judged += 1;
        return decider.consider(...asked);
      },
    },
    data: document,
    entities: posternEntities,
    filtering,
    limits,
  });
  const page: Searching['page'] = (request, limit, token) =>
    searcher.search('resource', { ...request, page: { limit, token } }, {});
  return {
    page,
    async all(request, limit) {
      const found: string[] = [];
      for (let token: string | undefined; token !== ''; ) {
        const answer = await page(request, limit, token);
        found.push(...answer.results.map((one) => ('id' in one ? one.id : '')));
        token = answer.page.next_token;
      }
      return found;
    },
    judged() {
      const count = judged;
      judged = 0;
      return count;
    },
    lines,
    close: () => searcher.close(),
  };
}
