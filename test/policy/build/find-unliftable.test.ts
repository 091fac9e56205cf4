import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { packageRoot } from '../../../src/package-root.ts';
import { buildPolicy } from '../../../src/policy/build/build-policy.ts';
import { findUnliftable } from '../../../src/policy/build/find-unliftable.ts';
import { shippedPolicy } from '../../../src/policy/build/shipped-policy.ts';
import { readPolicyBundle } from '../../../src/policy/bundle.ts';
import { needsOpa, opa } from '../../support/opa.ts';

const shapes = join(packageRoot, 'test/policy/shapes');

test('the rules of the shipped policy that filter have nothing in the way', async () => {
  const { plan, modules } = await readPolicyBundle(await readFile(shippedPolicy.bundle));
  for (const rule of ['authz/allow', 'authz/masks'])
    assert.deepEqual(findUnliftable(plan, rule, modules), []);
});

test(
  'what a filter takes is not reported, and builtins over the row are, with their place',
  needsOpa,
  async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'postern-unliftable-'));
    t.after(() => rm(folder, { recursive: true, force: true }));
    const files = (await readdir(shapes)).filter((name) => name.endsWith('.rego'));
    for (const file of files) await writeFile(join(folder, file), await readFile(join(shapes, file)));
    const names = files.map((file) => basename(file, '.rego'));
    const { unliftable } = await buildPolicy(
      opa,
      folder,
      names.map((name) => `shapes/${name}/allow`),
    );
    const found = new Set([...unliftable.keys()].map((rule) => rule.split('/')[1] ?? ''));
    const taken: string[] = [];
    for (const file of files) {
      const text = await readFile(join(shapes, file), 'utf8');
      if (!text.startsWith('# refused')) taken.push(basename(file, '.rego'));
    }
    assert.ok(taken.length > 100);
    assert.deepEqual(
      taken.filter((name) => found.has(name)),
      [],
    );
    for (const name of ['refused_arithmetic', 'refused_lower', 'refused_regex', 'refused_sprintf_like'])
      assert.ok(found.has(name), name);
    const [obstacle] = unliftable.get('shapes/refused_lower/allow') ?? [];
    assert.equal(obstacle?.file, 'refused_lower.rego');
    assert.match(obstacle?.line ?? '', /lower\(/);
    assert.match(obstacle?.instead ?? '', /known values/);
  },
);

test('an entrypoint that is check-only is not reported, and the manifest says so', needsOpa, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'postern-unliftable-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const rule = 'if lower(input.resource.properties.name) == "ab"';
  const text = `package p\n\nallow ${rule}\n\n# METADATA\n# custom:\n#   check_only: true\nchecks ${rule}\n`;
  await writeFile(join(folder, 'p.rego'), text);
  const { bundle, unliftable } = await buildPolicy(opa, folder, ['p/allow', 'p/checks']);
  assert.deepEqual([...unliftable.keys()], ['p/allow']);
  assert.equal(unliftable.get('p/allow')?.[0]?.row, 3);
  assert.deepEqual((await readPolicyBundle(bundle)).checkOnly, ['p/checks']);
});
