import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { unpackTar } from 'modern-tar';
import { buildPolicy } from '../../../src/policy/build/build-policy.ts';
import { readPolicyBundle } from '../../../src/policy/bundle.ts';
import { needsOpa, opa } from '../../support/opa.ts';

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
  const { bundle, revision, entrypoints } = await buildPolicy(opa, folder, ['filters/include']);
  const read = await readPolicyBundle(bundle);
  assert.deepEqual(entrypoints, ['filters/include']);
  assert.deepEqual([...read.entrypoints], ['filters/include']);
  assert.deepEqual([...read.roots], ['filters', 'lib/a-b']);
  assert.equal(read.revision, revision);
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
