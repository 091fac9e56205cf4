/** Filters of the shipped policy without a server: for each class of subjects and each action, the median time. */
import { createFilterer } from '../../src/access/filter/filterer.ts';
import { createDataDocument } from '../../src/data/data-document.ts';
import { createPolicyFilters } from '../../src/policy/filter/policy-filters.ts';
import { BenchCompany, organizationId, pick, teamId } from '../support/company.ts';
import { allActions, companyClasses, richUsers } from '../support/filter-classes.ts';
import { shippedBundle } from '../support/load-document.ts';
import { quantile } from '../support/statistics.ts';

/** Microseconds of one filter. */
export interface ClassFigure {
  readonly subject: string;
  readonly action: string;
  /** The condition alone. */
  readonly rows: number;
  /** With masks and SQL, as `createSidecar().filter()` gives it. */
  readonly answer: number;
}

export interface ClassFigures {
  readonly users: number;
  readonly teams: number;
  readonly figures: readonly ClassFigure[];
  /** The first filter that needs to know the teams of an organization, which makes the index, in milliseconds. */
  readonly firstJoin: number;
  /** A filter right after a team has moved to another organization, in microseconds. */
  readonly afterChange: number;
}

const [users, seconds] = process.argv.slice(2).map(Number) as [number, number];
const company = new BenchCompany(users);
const rich = richUsers(company);
const document = createDataDocument();
const snapshot = document.beginSnapshot();
for (const [collection, key, record] of [...company.entries(), ...rich.entries]) {
  snapshot.add(collection, key, JSON.stringify(record));
}
snapshot.commit({ epoch: 1, number: 1 });

const filters = createPolicyFilters(await shippedBundle(), document);
const revision = '1.1';
const filter = createFilterer({
  filters: () => filters,
  rule: 'authz/allow',
  masks: 'authz/masks',
  at: () => ({ revision, policyRevision: undefined }),
});
const questionOf = (id: string, action: string, type: string) => ({
  subject: { type: 'user', id },
  action: { name: action },
  resource: { type },
});
const caller = { requestId: undefined, requestedBy: undefined };

const manager = companyClasses(company).find(({ name }) => name === 'manager')?.ids[0] ?? '';
const joined = () => filters.rows('authz/allow', questionOf(manager, 'assets.view', 'asset'));
const firstJoin = microseconds(joined) / 1000;

const asked = mixed(
  [...companyClasses(company), ...rich.classes].flatMap(({ name, ids }) =>
    allActions().map(({ action, type }) => ({
      subject: name,
      action,
      questions: ids.map((id) => questionOf(id, action, type)),
      rows: [] as number[],
      answer: [] as number[],
    })),
  ),
);
const options = {
  dialect: 'postgresql' as const,
  mapping: {},
  fields: undefined,
  atLeastRevision: undefined,
};

/**
 * Everything is asked in turns and mixed up, so that no question has the processor's caches and the compiler to itself, and
 * none is always the one after others unlike it.
 */
function ask(until: number, kept: boolean): void {
  for (let round = 0; performance.now() < until; round++) {
    for (const each of asked) {
      const question = each.questions[round % each.questions.length];
      if (question === undefined) continue;
      const rows = microseconds(() => filters.rows('authz/allow', question));
      const answer = microseconds(() => filter({ question, ...options }, caller));
      if (!kept) continue;
      each.rows.push(rows);
      each.answer.push(answer);
    }
  }
}

ask(performance.now() + seconds * 1000, false);
ask(performance.now() + seconds * 1000, true);
const afterChange = Array.from({ length: 200 }, (_, n) => {
  const moved = { organization: organizationId(n % company.organizations) };
  const change = { collection: 'teams', key: teamId(n % company.teams), document: JSON.stringify(moved) };
  document.applyDelta({ epoch: 1, number: n + 2 }, [change]);
  return microseconds(joined);
});

const result: ClassFigures = {
  users,
  teams: company.teams,
  figures: asked.map(({ subject, action, rows, answer }) => ({
    subject,
    action,
    rows: quantile(rows, 0.5),
    answer: quantile(answer, 0.5),
  })),
  firstJoin,
  afterChange: quantile(afterChange, 0.5),
};
process.send?.(result);
process.disconnect?.();

/** In an order without a pattern, the same each time. */
function mixed<T>(items: readonly T[]): T[] {
  return items
    .map((item, n) => ({ item, place: pick(41, n, 2 ** 30) }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}

function microseconds(work: () => unknown): number {
  const began = performance.now();
  work();
  return (performance.now() - began) * 1000;
}
