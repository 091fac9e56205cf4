import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { emptyDatabase } from '../../support/database.ts';
import { needsOpa } from '../../support/opa.ts';
import { runPostern } from './support/run-postern.ts';

const rego = `package docs

default list := false

list if input.resource.properties.owner == input.subject.id

default view := false

view if {
	list
	input.resource.properties.size < 10
}
`;

const foreign = `package p

default allow := false

allow if {
	some tag in input.resource.properties.tags
	tag in data.users[input.subject.id].tags
}

allow if {
	input.context.mode == "open"
	data.users[input.subject.id].level > input.resource.properties.level
}

allow if {
	input.user != "nobody"
	input.resource.properties.name == "z"
}
`;

test('policy check compares the filter of a foreign policy with its checks', needsOpa, async (t) => {
  const { rows, check } = await prepare(t);
  const { status, stdout, stderr } = await check([]);
  assert.equal(status, 0, stdout + stderr);
  assert.match(stdout, /^columns: properties\.owner string$/m);
  assert.match(stdout, /\n100 rows, 2 subject classes, 0 disagreements\n$/);
  assert.deepEqual(await rows(), []);
});

test('policy check ends with 1 where they differ, and shows on what', needsOpa, async (t) => {
  const { check } = await prepare(t);
  const { status, stdout } = await check(['--decision', 'docs/view', '--column', 'properties.size=number']);
  assert.equal(status, 1);
  assert.match(stdout, /"subject":\{"type":"person","id":"([^"]+)"\}.*"owner":"\1"/);
  assert.match(stdout, /refuses {2}opa eval, docs\/view/);
  assert.match(stdout, /100 rows, 2 subject classes, [1-5] disagreements?\n$/);
});

test('policy check says what keeps a foreign policy from being checked', needsOpa, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'postern-policy-check-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'p.rego'), foreign);
  const { url } = await emptyDatabase(t);
  const check = async (data: unknown, ...args: string[]) => {
    await writeFile(join(folder, 'data.json'), JSON.stringify(data));
    const named = ['-e', 'p/allow', '--data', join(folder, 'data.json'), '--rows', '60', ...args];
    return runPostern(['policy', 'check', folder, ...named], { DATABASE_URL: url });
  };
  const bare = await check({});
  assert.equal(bare.status, 1);
  assert.match(
    bare.stdout,
    /^the data has no users, so only subjects that it does not know were asked about/m,
  );
  assert.match(
    bare.stdout,
    /^input\.user is read, and no request has it: they have subject, action, resource and/m,
  );
  assert.match(bare.stdout, /^input\.context is read, and none was given \(--context\)$/m);
  assert.match(bare.stdout, /^no row was admitted$/m);

  const odd = {
    users: { ann: 'x', bob: [1], eve: null, '': { tags: ['a'] }, d: { tags: ['a', 'b'], level: 3 } },
  };
  const contexts = ['--context', '{"mode":"open"}', '--context', '{}'];
  const given = await check(odd, ...contexts);
  assert.match(given.stdout, /, 0 disagreements\n$/);
  assert.doesNotMatch(given.stdout, /context is read|the data has no/);
  // Nobody can be the user of a request that has none.
  const unreached = [
    '  p.rego:16:2: input.user != "nobody"',
    '  p.rego:17:2: input.resource.properties.name == "z"',
  ];
  assert.ok(given.stdout.includes(`--action):\n${unreached.join('\n')}\n720 rows`), given.stdout);

  const many = Object.fromEntries(
    Array.from({ length: 4000 }, (_, n) => [`u${n}`, { tags: [`t${n}`], level: n % 5 }]),
  );
  const large = await check({ users: many }, ...contexts);
  assert.match(large.stdout, /, 4 subject classes, 0 disagreements\n$/);

  const list = await check([]);
  assert.match(list.stderr, /data\.json is no data document: it has to be an object of collections\.$/m);
});

test('policy check says what is wrong with how it is called', needsOpa, async (t) => {
  const { check } = await prepare(t);
  for (const [args, message] of [
    [['--rows', 'many'], /--rows <count>.*It must be a whole number above 0/],
    [['--entity', 'person'], /It must be type=collection, as user=users/],
    [['--context', '[1]'], /It must be an object in JSON/],
    [['--column', 'properties.size=money'], /It must be field=kind, of string, number, boolean, array/],
  ] as const) {
    const { status, stderr } = await check(args);
    assert.equal(status, 2, stderr);
    assert.match(stderr, message);
  }
  const missing = await check(['--data', '/nowhere/data.json']);
  assert.equal(missing.status, 1);
  assert.match(
    missing.stderr,
    /^postern: \/nowhere\/data\.json can't be read; --data names a file of JSON\.$/m,
  );
});

/** A policy in a folder, with people in a file, and a database in which nothing may be left. */
async function prepare(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'postern-policy-check-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'docs.rego'), rego);
  const data = join(folder, 'people.json');
  await writeFile(data, JSON.stringify({ people: { ann: {} } }));
  const { url, pool } = await emptyDatabase(t);
  const named = ['-e', 'docs/list', '--data', data, '--entity', 'person=people', '--rows', '50'];
  return {
    check: (args: readonly string[]) =>
      runPostern(['policy', 'check', folder, ...named, ...args], { DATABASE_URL: url }),
    rows: async () =>
      (await pool.query("SELECT relname FROM pg_class WHERE relname LIKE 'postern%' AND relkind = 'r'")).rows,
  };
}
