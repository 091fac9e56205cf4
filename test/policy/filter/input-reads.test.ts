import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { packageRoot } from '../../../src/package-root.ts';
import { readPolicyBundle } from '../../../src/policy/bundle.ts';
import { inputReads } from '../../../src/policy/filter/input-reads.ts';

test('what a rule reads of the input is told, each place of it, though variables are used again', async () => {
  const { plan, modules } = await readPolicyBundle(
    await readFile(join(packageRoot, 'bundles/policy.tar.gz')),
  );
  const reads = inputReads(plan, 'authz/allow');
  assert.deepEqual([...new Set(reads.map(({ path }) => path.join('.')))].sort(), [
    'action.name',
    'resource.id',
    'resource.properties.organization',
    'resource.properties.organizations',
    'resource.properties.owner',
    'resource.properties.team',
    'resource.properties.teams',
    'resource.type',
    'subject.id',
    'subject.type',
  ]);
  for (const { path, file, row } of reads) {
    const line = modules.get(file)?.split('\n')[row - 1] ?? '';
    assert.ok(line.includes(`.${path.at(-1)}`), `${path.join('.')} at ${file}:${row}: ${line}`);
  }
  const owners = reads.filter(({ path }) => path.at(-1) === 'owner');
  assert.equal(owners.length, 2, 'both rules that compare the owner');
});
