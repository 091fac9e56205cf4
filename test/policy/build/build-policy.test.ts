import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { unpackTar } from 'modern-tar';
import { buildPolicy } from '../../../src/policy/build/build-policy.ts';
import { readPolicyBundle } from '../../../src/policy/bundle.ts';
import { createPolicyEngine } from '../../../src/policy/create-policy-engine.ts';
import { needsOpa, opa } from '../../support/opa.ts';
import { documentOf } from '../support/small-policies.ts';

const library = 'package lib["a-b"]\n\nok if input.x == 1\n';
const filters = 'package filters\n\nimport data.lib["a-b"] as lib\n\n# Kept.\ninclude if lib.ok\n';
const files = {
  'filters/include.rego': filters,
  'lib/lib.rego': library,
  'filters/include_test.rego': 'package filters_test\n\ntest_it if http.send({})\n',
  'data.json': '{"filters": {"not": "ours"}}',
  '.hidden/x.rego': 'package nonsense\n\nx if nosuch(1)\n',
};

test('any folder of Rego becomes a bundle', needsOpa, async (t) => {
  const folder = await policyFolder(t, files);
  const { bundle, revision, entrypoints, dataFiles } = await buildPolicy(opa, folder, ['filters/include']);
  const read = await readPolicyBundle(bundle);
  assert.deepEqual(entrypoints, ['filters/include']);
  assert.deepEqual([...read.entrypoints], ['filters/include']);
  assert.deepEqual([...read.roots], ['filters', 'lib/a-b']);
  assert.equal(read.revision, revision);
  assert.deepEqual(dataFiles, ['data.json']);
  assert.deepEqual(
    [...read.modules],
    [
      ['filters/include.rego', filters],
      ['lib/lib.rego', library],
    ],
  );
});

test(
  'the same sources give the same bytes, wherever they lie and whatever the order asked in',
  needsOpa,
  async (t) => {
    const asked = ['filters/include', 'lib/a-b/ok'];
    const first = await buildPolicy(opa, await policyFolder(t, files), asked);
    const again = await buildPolicy(opa, await policyFolder(t, files), [...asked].reverse());
    assert.ok(Buffer.from(first.bundle).equals(again.bundle));
  },
);

test('the revision follows the sources and the entrypoints', needsOpa, async (t) => {
  const folder = await policyFolder(t, files);
  const { revision } = await buildPolicy(opa, folder, ['filters/include']);
  const others = [
    await buildPolicy(opa, folder, ['filters/include', 'lib/a-b/ok']),
    await buildPolicy(opa, await policyFolder(t, { ...files, 'lib/lib.rego': `${library}# more\n` }), [
      'filters/include',
    ]),
  ];
  for (const other of others) assert.notEqual(other.revision, revision);
});

test('the archive names no time, owner or system', needsOpa, async (t) => {
  const { bundle } = await buildPolicy(opa, await policyFolder(t, files), ['filters/include']);
  assert.deepEqual([...bundle.subarray(4, 8), bundle[9]], [0, 0, 0, 0, 255]);
  for (const { header } of await unpackTar(gunzipSync(bundle))) {
    assert.deepEqual([header.mtime?.getTime(), header.uid, header.gid, header.mode], [0, 0, 0, 0o644]);
  }
});

test('a rule marked as entrypoint needs no naming', needsOpa, async (t) => {
  const marked = 'package p\n\n# METADATA\n# entrypoint: true\nallow if input.x\n';
  const { entrypoints } = await buildPolicy(opa, await policyFolder(t, { 'p.rego': marked }), []);
  assert.deepEqual(entrypoints, ['p/allow']);
});

test('an entrypoint may be written as a path or as a reference', needsOpa, async (t) => {
  const folder = await policyFolder(t, { 'p.rego': 'package p.q\n\nallow if input.x\n' });
  for (const written of ['p/q/allow', '/p/q/allow', 'data.p.q.allow']) {
    assert.deepEqual((await buildPolicy(opa, folder, [written])).entrypoints, ['p/q/allow']);
  }
});

test('a package can be asked for as a whole', needsOpa, async (t) => {
  const folder = await policyFolder(t, { 'p.rego': 'package p.q\n\nallow if input.x\n\nn := data.n\n' });
  const { bundle } = await buildPolicy(opa, folder, ['p/q', 'p/q/allow']);
  const engine = await createPolicyEngine(await readPolicyBundle(bundle), documentOf({ n: 3 }));
  t.after(() => engine.close());
  assert.deepEqual(engine.evaluate('p/q', { x: true }), { kind: 'defined', result: { allow: true, n: 3 } });
});

test('several packages and entrypoints, with data beside and below their rules', needsOpa, async (t) => {
  const folder = await policyFolder(t, {
    'app/authz.rego':
      'package app.authz\n\nimport data.lib.people\n\ndefault decision := {"allow": false}\n\n' +
      'decision := {"allow": true} if people.is_admin(input.subject.id)\n',
    'people.rego': 'package lib.people\n\nis_admin(id) if data.people[id].admin\n',
    'filters/include.rego':
      'package filters\n\ninclude if data.app.authz.decision.allow\n\ninclude if input.size < data.app.config.limit\n',
  });
  const { bundle } = await buildPolicy(opa, folder, ['app/authz/decision', 'filters/include']);
  const read = await readPolicyBundle(bundle);
  assert.deepEqual([...read.roots], ['app/authz', 'filters', 'lib/people']);
  const data = documentOf({ people: { u1: { admin: true }, u2: {} }, app: { config: { limit: 3 } } });
  for (const sharedBytes of [-1, 1_000_000]) {
    const engine = await createPolicyEngine(read, data, { limits: { sharedBytes } });
    const ask = (entrypoint: string, id: string, size: number) =>
      engine.evaluate(entrypoint, { subject: { id }, size });
    assert.deepEqual(ask('app/authz/decision', 'u1', 9), { kind: 'defined', result: { allow: true } });
    assert.deepEqual(ask('app/authz/decision', 'u2', 1), { kind: 'defined', result: { allow: false } });
    assert.deepEqual(ask('filters/include', 'u1', 9), { kind: 'defined', result: true });
    assert.deepEqual(ask('filters/include', 'u2', 2), { kind: 'defined', result: true });
    assert.deepEqual(ask('filters/include', 'u2', 9), { kind: 'undefined' });
    engine.close();
  }
});

const couldBe = {
  'a/p.rego': 'package p\n\nallow if input.x\n\nf(x) := x\n\nby.name[x] := 1 if some x in input.l\n',
  'q.rego': 'package q.r\n\ndefault deny := false\n',
};
for (const named of [[], ['p/other']]) {
  test(`without a rule that is there (${named}), those that are there are listed`, needsOpa, async (t) => {
    const build = buildPolicy(opa, await policyFolder(t, couldBe), named);
    await assert.rejects(build, { message: /with -e:\n {2}p\/allow\n {2}p\/by\/name\n {2}q\/r\/deny$/ });
  });
}

const refused: [what: string, files: Record<string, string>, entrypoint: string, message: RegExp][] = [
  [
    'a builtin that does not run here',
    { 'a/p.rego': 'package p\n\nallow if {\n\thttp.send({"url": input.url}).status == 200\n}\n' },
    'p/allow',
    /^a\/p\.rego:4: the builtin http\.send is not supported/,
  ],
  [
    'two of them',
    { 'p.rego': 'package p\n\nallow if rand.intn("a", 2) == 1\n\nid := uuid.rfc4122("x")\n' },
    'p/allow',
    /p\.rego:3: the builtin rand\.intn .*\n.*p\.rego:5: the builtin uuid\.rfc4122 /,
  ],
  [
    'a function nobody has',
    { 'p.rego': 'package p\n\nallow if nosuch(1)\n' },
    'p/allow',
    /p\.rego:3: .*nosuch/,
  ],
  [
    'Rego that does not parse',
    { 'p.rego': 'package p\n\nallow if {\n' },
    'p/allow',
    /p\.rego:\d+: rego_parse_error/,
  ],
  ['an entrypoint that is no rule', { 'p.rego': 'package p\n\nallow := true\n' }, 'p/deny', /p\/deny/],
  ['a folder without Rego', { 'readme.txt': 'none' }, 'p/allow', /holds no Rego/],
];

for (const [what, sources, entrypoint, message] of refused) {
  test(`refused: ${what}`, needsOpa, async (t) => {
    const folder = await policyFolder(t, sources);
    await assert.rejects(buildPolicy(opa, folder, [entrypoint]), { name: 'OpaError', message });
  });
}

async function policyFolder(t: TestContext, content: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'postern-build-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(content)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}
