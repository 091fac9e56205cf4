import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type pg from 'pg';
import { createResourceRows } from '../../../src/app/rows/resource-rows.ts';
import { createDataDocument } from '../../../src/data/data-document.ts';
import { parseRevision } from '../../../src/data/revision.ts';
import { packageRoot } from '../../../src/package-root.ts';
import { buildPolicy } from '../../../src/policy/build/build-policy.ts';
import { readPolicyBundle } from '../../../src/policy/bundle.ts';
import { createPolicyEngine } from '../../../src/policy/create-policy-engine.ts';
import { createPolicyFilters } from '../../../src/policy/filter/policy-filters.ts';
import { Random } from '../../policy/support/random.ts';
import { testDatabase } from '../../support/database.ts';
import { needsOpa, opa } from '../../support/opa.ts';
import { runs } from '../../support/runs.ts';
import { type Plane, searching } from './support.ts';

const folder = join(packageRoot, 'test/policy/shapes');
const files = (await readdir(folder)).filter((name) => name.endsWith('.rego')).sort();
const names = files.map((file) => basename(file, '.rego'));

const TEXTS = [
  '',
  'a',
  'ab',
  'AB',
  'u1',
  'u2',
  't1',
  't4',
  'north',
  'south',
  'open',
  'x',
  "o'x",
  '%',
  '\\',
  'ä',
  '😀',
];
const NUMBERS = [-1, 0, 0.5, 1, 2, 3, 9.5, 10, 1e10];

/** Attributes as the management API takes them: scalars and arrays of them, of any type, or not there. */
function randomAttributes(random: Random): Record<string, unknown> {
  const scalar = () =>
    random.pick<() => unknown>([
      () => random.pick(TEXTS),
      () => random.pick(NUMBERS),
      () => random.chance(0.5),
    ])();
  const usual: Record<string, () => unknown> = {
    org: () => random.pick(TEXTS),
    status: () => random.pick(TEXTS),
    name: () => random.pick(TEXTS),
    price: () => random.pick(NUMBERS),
    level: () => random.pick(NUMBERS),
    flag: () => random.chance(0.5),
    tags: () => Array.from({ length: random.below(4) }, scalar),
    labels: () => Array.from({ length: random.below(3) }, () => random.pick(TEXTS)),
    author: scalar,
  };
  const attributes: Record<string, unknown> = {};
  for (const [name, draw] of Object.entries(usual)) {
    if (random.chance(0.25)) continue;
    attributes[name] = random.chance(0.1) ? scalar() : draw();
  }
  return attributes;
}

async function register(pool: pg.Pool, count: number, random: Random): Promise<void> {
  await pool.query(
    `INSERT INTO organizations (id, code, name) VALUES ('north', 'N', 'North');
     INSERT INTO teams (id, organization_id, name) SELECT t, 'north', t FROM unnest('{t1,t2,t3,t4}'::text[]) AS t`,
  );
  const rows = Array.from({ length: count }, (_, n) => ({
    type: random.chance(0.9) ? 'document' : random.pick(['document0', 'documen', 'other']),
    id: random.pick(['', 'd1/', '😀', '\uffee', 'é']) + random.pick(['d', 'D', '']) + n,
    team_id: random.chance(0.7) ? random.pick(['t1', 't2', 't3', 't4']) : null,
    owner_id: random.chance(0.7) ? random.pick(['u1', 'u2', 'u3', 'x']) : null,
    attributes: randomAttributes(random),
  }));
  await pool.query(
    `INSERT INTO resources (type, id, team_id, owner_id, attributes)
     SELECT * FROM jsonb_to_recordset($1) AS r (type text, id text, team_id text, owner_id text, attributes jsonb)`,
    [JSON.stringify(rows)],
  );
}

describe('every shape of policy, on resources that have what they like', needsOpa, () => {
  const seed = Number(process.env.POSTERN_TEST_SEED ?? Date.now() % 2 ** 32);
  const closing: (() => unknown)[] = [];
  let plane: Omit<Plane, 'entrypoint'>;
  let pool: pg.Pool;

  before(async () => {
    ({ pool } = await testDatabase({ after: (close) => void closing.unshift(close as () => unknown) }));
    await register(pool, runs(25), new Random(seed));
    const bundle = await readPolicyBundle(
      (
        await buildPolicy(
          opa,
          folder,
          names.map((name) => `shapes/${name}/allow`),
        )
      ).bundle,
    );
    const document = createDataDocument();
    const snapshot = document.beginSnapshot();
    const shared = JSON.parse(await readFile(join(folder, 'data.json'), 'utf8')) as Record<string, object>;
    for (const [collection, value] of Object.entries(shared)) {
      if (Array.isArray(value) || typeof value !== 'object') {
        snapshot.setValue(collection, JSON.stringify(value));
        continue;
      }
      snapshot.setValue(collection, '{}');
      for (const [key, record] of Object.entries(value))
        snapshot.add(collection, key, JSON.stringify(record));
    }
    snapshot.setValue('resources', '{}');
    const held = await pool.query(
      "SELECT key, document::text AS document FROM policy_document WHERE collection = 'resources'",
    );
    for (const { key, document: text } of held.rows) snapshot.add('resources', key, text);
    const { rows } = await pool.query("SELECT epoch || '.' || number AS revision FROM revision");
    const revision = parseRevision(rows[0].revision);
    assert.ok(revision !== undefined);
    snapshot.commit(revision);
    const engine = await createPolicyEngine(bundle, document);
    const filters = createPolicyFilters(bundle, document);
    closing.unshift(
      () => engine.close(),
      () => filters.close(),
    );
    plane = { document, engine, filters };
  });
  after(async () => {
    for (const close of closing) await close();
  });

  test('a search with the database finds what one without it finds', async (t) => {
    const random = new Random(seed);
    const totals = { found: 0, judged: 0, all: 0, filtered: 0 };
    for (const name of names) {
      const entrypoint = `shapes/${name}/allow`;
      const filtered = searching({ ...plane, entrypoint }, createResourceRows(pool));
      const judging = searching({ ...plane, entrypoint });
      for (const id of ['u1', 'u2', 'u9']) {
        const request = {
          subject: { type: 'user', id },
          action: { name: random.pick(['read', 'write']) },
          resource: { type: 'document' },
        };
        const expected = await judging.all(request);
        const limit = random.pick([undefined, 1 + random.below(40)]);
        assert.deepEqual(await filtered.all(request, limit), expected, `seed ${seed}: ${name} for ${id}`);
        const [judged, all] = [filtered.judged(), judging.judged()];
        totals.found += expected.length;
        totals.judged += judged;
        totals.all += all;
        if (judged < all) totals.filtered += 1;
      }
      assert.deepEqual(filtered.lines.filter(isNotOfDeciding), [], name);
      filtered.close();
      judging.close();
    }
    t.diagnostic(JSON.stringify(totals));
    assert.ok(totals.filtered > names.length, `${totals.filtered} searches were filtered`);
  });
});

function isNotOfDeciding(line: unknown): boolean {
  return JSON.stringify(line).includes('without the database');
}
