import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { createDataDocument } from '../../../src/data/data-document.ts';
import type { DataSource } from '../../../src/data/data-source.ts';
import { packageRoot } from '../../../src/package-root.ts';
import { builtins } from '../../../src/policy/builtins.ts';
import { readPolicyBundle } from '../../../src/policy/bundle.ts';
import { createDataValue } from '../../../src/policy/evaluator/data-value.ts';
import { EvaluationError } from '../../../src/policy/evaluator/evaluation-error.ts';
import { createPlanEvaluator } from '../../../src/policy/evaluator/plan-evaluator.ts';
import { fromPlain } from '../../../src/policy/values/json.ts';

const bundle = await readPolicyBundle(await readFile(`${packageRoot}/bundles/policy.tar.gz`));
const TEAMS_OF_AN_ORGANIZATION = 10;

/** A company in which everybody sees what belongs to their organization. */
function company(teams: number) {
  const document = createDataDocument();
  const writer = document.beginSnapshot();
  const add = (collection: string, key: string, record: unknown) =>
    writer.add(collection, key, JSON.stringify(record));
  add('permissions', 'assets.view', { category: 'CMDB', resource_types: { asset: true } });
  add('roles', 'manager', { permissions: { 'assets.view': 'organization' } });
  for (let n = 0; n < teams; n++) {
    add('teams', `t${n}`, { organization: `o${Math.floor(n / TEAMS_OF_AN_ORGANIZATION)}` });
  }
  for (let n = 0; n < 20; n++) {
    add('users', `u${n}`, {
      ...{ status: 'active', roles: [{ role: 'manager' }], grants: {}, denials: {} },
      ...{ organizations: [`o${n}`], teams: [`t${n * TEAMS_OF_AN_ORGANIZATION}`] },
    });
  }
  writer.commit({ epoch: 1, number: 1 });
  return document;
}

/** Counts what is read of a collection. */
function counted(source: DataSource) {
  const read = { records: 0, walks: 0 };
  const counting: DataSource = {
    collections: () => source.collections(),
    values: () => source.values(),
    size: (collection) => source.size(collection),
    onChange: (listener) => source.onChange(listener),
    text(collection, key) {
      read.records += 1;
      return source.text(collection, key);
    },
    entries(collection) {
      read.walks += 1;
      return source.entries(collection);
    },
  } as DataSource;
  return { source: counting, read };
}

function filtersOf(teams: number) {
  const document = company(teams);
  const { source, read } = counted(document);
  const data = createDataValue(source);
  const filter = (user: string, stepLimit = 100_000) => {
    const evaluator = createPlanEvaluator(bundle.plan, { builtins, stepLimit });
    const { condition } = evaluator.residual('authz/allow', {
      input: fromPlain({
        subject: { type: 'user', id: user },
        action: { name: 'assets.view' },
        resource: { type: 'asset' },
      }),
      data: data.root,
      now: () => 1_700_000_000_000_000_000n,
      unknowns: [
        ['resource', 'id'],
        ['resource', 'properties'],
      ],
      row: ['resource'],
    });
    return JSON.stringify(condition);
  };
  return { document, filter, read };
}

/** The fewest steps that a filter gets by with. */
function stepsWith(teams: number): number {
  const { filter } = filtersOf(teams);
  const passes = (limit: number) => {
    try {
      return filter('u1', limit) !== '';
    } catch (error) {
      if (error instanceof EvaluationError && error.code === 'too_many_steps') return false;
      throw error;
    }
  };
  let [short, enough] = [0, 100_000];
  while (enough - short > 1) {
    const limit = (short + enough) >> 1;
    if (passes(limit)) enough = limit;
    else short = limit;
  }
  return enough;
}

describe('a join by key', () => {
  test('walks the collection for its index once, and reads nothing of it afterwards, however large it is', () => {
    const reads = [1_000, 20_000].map((teams) => {
      const { filter, read } = filtersOf(teams);
      filter('u1');
      assert.equal(read.walks, 1);
      const before = read.records;
      for (let n = 2; n < 20; n++) filter(`u${n}`);
      assert.equal(read.walks, 1);
      return read.records - before;
    });
    assert.equal(reads[0], reads[1]);
    // Each user, with the team that the user's organization is read from.
    assert.ok((reads[0] ?? Number.NaN) <= 2 * 18, `${reads[0]} records`);
  });

  test('sees a change without walking the collection again', () => {
    const { document, filter, read } = filtersOf(1_000);
    const before = filter('u1');
    assert.match(before, /"t19"/);
    const moved = { collection: 'teams', key: 't19', document: JSON.stringify({ organization: 'o2' }) };
    document.applyDelta({ epoch: 1, number: 2 }, [moved]);
    assert.doesNotMatch(filter('u1'), /"t19"/);
    assert.match(filter('u2'), /"t19"/);
    assert.equal(read.walks, 1);
  });

  test('takes as many steps with many teams as with few', () => {
    assert.equal(stepsWith(20_000), stepsWith(200));
  });
});
