/** Filters of rules that go through a long list, or join a large collection by key, without a server. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDataDocument } from '../../src/data/data-document.ts';
import { buildPolicy } from '../../src/policy/build/build-policy.ts';
import { findOpa } from '../../src/policy/build/opa.ts';
import { readPolicyBundle } from '../../src/policy/bundle.ts';
import { createPolicyFilters } from '../../src/policy/filter/policy-filters.ts';
import { uuid } from '../support/company.ts';
import { quantile } from '../support/statistics.ts';

export interface ListFigure {
  readonly what: string;
  readonly size: number;
  /** How many values the condition lists. */
  readonly listed: number;
  readonly milliseconds: number;
}

export type ListFigures = { readonly missing: string } | { readonly figures: readonly ListFigure[] };

const POLICY = `package bench

shared if {
	some share in data.shares[input.subject.id]
	share.mode == input.action.name
	share.resource == input.resource.id
}

# Each share has several actions and an end.
judged if {
	some share in data.shares[input.subject.id]
	input.action.name in share.actions
	not ended(share)
	share.resource == input.resource.id
}

ended(share) if time.now_ns() >= share.not_after * 1000000000

listed if input.resource.id in data.lists[input.subject.id]

of_organization if {
	data.teams[input.resource.properties.team].organization == data.users[input.subject.id].organization
}
`;

const RULES = ['bench/listed', 'bench/shared', 'bench/judged', 'bench/of_organization'];
const SHARES = [1_000, 10_000, 20_000];
const TEAMS = [1_000, 50_000];
const TEAMS_OF_AN_ORGANIZATION = 10;
const REPEATS = 40;
const FUTURE = 4_000_000_000;

process.send?.(await measure());
process.disconnect?.();

async function measure(): Promise<ListFigures> {
  const opa = await findOpa(process.env).catch(() => undefined);
  if (opa === undefined) return { missing: 'opa is neither in OPA_BIN nor on the PATH' };
  const folder = await mkdtemp(join(tmpdir(), 'postern-bench-lists-'));
  await writeFile(join(folder, 'bench.rego'), POLICY);
  const built = await buildPolicy(opa, folder, RULES);
  await rm(folder, { recursive: true });
  const bundle = await readPolicyBundle(built.bundle);
  const figures = [
    ...SHARES.flatMap((size) => [
      figure('shares: a list of ids', size, 'bench/listed'),
      figure('shares: by action', size, 'bench/shared'),
      figure('shares: by actions, with an end', size, 'bench/judged'),
    ]),
    ...TEAMS.map((size) => figure('teams, joined by key', size, 'bench/of_organization')),
  ];
  return { figures };

  function figure(what: string, size: number, rule: string): ListFigure {
    const filters = createPolicyFilters(bundle, documentOf(size));
    const question = {
      subject: { type: 'user', id: 'u1' },
      action: { name: 'files.read' },
      resource: { type: 'file' },
    };
    const times: number[] = [];
    let listed = 0;
    // The first half warms up and is not counted.
    for (let n = 0; n < 2 * REPEATS; n++) {
      const began = performance.now();
      const { condition } = filters.rows(rule, question);
      if (n >= REPEATS) times.push(performance.now() - began);
      listed = condition.kind === 'in' ? condition.values.length : 0;
    }
    filters.close();
    return { what, size, listed, milliseconds: quantile(times, 0.5) };
  }
}

function documentOf(size: number) {
  const document = createDataDocument();
  const snapshot = document.beginSnapshot();
  const add = (collection: string, key: string, record: unknown) =>
    snapshot.add(collection, key, JSON.stringify(record));
  const ids = Array.from({ length: size }, (_, n) => uuid(7, n));
  add('lists', 'u1', ids);
  add(
    'shares',
    'u1',
    ids.map((resource) => ({ resource, mode: 'files.read', actions: ['files.read'], not_after: FUTURE })),
  );
  for (const [n, id] of ids.entries()) {
    add('teams', id, { organization: `o${Math.floor(n / TEAMS_OF_AN_ORGANIZATION)}` });
  }
  add('users', 'u1', { organization: 'o7' });
  snapshot.commit({ epoch: 1, number: 1 });
  return document;
}
