import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadCatalog, shippedCatalogs } from '../../../src/admin/catalog/load-catalog.ts';
import { StopMessage } from '../../../src/stop-message.ts';

test('the catalogs that ship are sound', async () => {
  assert.deepEqual(await shippedCatalogs(), ['kaliaops', 'kiwi']);
  for (const name of await shippedCatalogs()) assert.equal((await loadCatalog(name)).name, name);
});

const sound = {
  name: 'ours',
  version: '1',
  categories: ['A'],
  permissions: [{ name: 'a.view', category: 'A', description: 'See', resource_types: ['a'] }],
  roles: [
    {
      id: 'admin',
      name: 'Admin',
      description: '',
      scope: 'all',
      administrator: true,
      permissions: ['a.*', '*'],
    },
  ],
  operations: { 'a.list': 'a.view' },
};

const faulty: Record<string, { catalog: unknown; says: RegExp }> = {
  'not JSON': { catalog: '{', says: /is not JSON/ },
  'a missing member': { catalog: { ...sound, roles: undefined }, says: /required property 'roles'/ },
  'no administrator role': {
    catalog: { ...sound, roles: [{ ...sound.roles[0], administrator: false }] },
    says: /\/roles/,
  },
  'an unknown category': {
    catalog: { ...sound, categories: ['B'] },
    says: /permission a\.view is in the unknown category "A"/,
  },
  'a permission twice': {
    catalog: {
      ...sound,
      permissions: [...sound.permissions, { ...sound.permissions[0], description: 'Other' }],
    },
    says: /permission a\.view is there twice/,
  },
  'a role that has what there is not': {
    catalog: { ...sound, roles: [{ ...sound.roles[0], permissions: ['b.*', 'a.edit'] }] },
    says: /"b\.\*", which names no permission[\s\S]*"a\.edit", which names no permission/,
  },
  'two roles of one name': {
    catalog: {
      ...sound,
      roles: [...sound.roles, { ...sound.roles[0], id: 'other', name: 'ADMIN', administrator: false }],
    },
    says: /Two roles are named "admin"/,
  },
  'an operation that asks for what there is not': {
    catalog: { ...sound, operations: { 'a.list': 'a.all' } },
    says: /operation a\.list asks for the unknown permission a\.all/,
  },
};

for (const [fault, { catalog, says }] of Object.entries(faulty)) {
  test(`a catalog with ${fault} is refused`, async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'postern-catalog-'));
    t.after(() => rm(folder, { recursive: true }));
    const file = join(folder, 'ours.json');
    await writeFile(file, typeof catalog === 'string' ? catalog : JSON.stringify(catalog));
    await assert.rejects(loadCatalog(file), (error: Error) => {
      assert.ok(error instanceof StopMessage);
      assert.match(error.message, says);
      return true;
    });
  });
}

test('a sound file is loaded, and a name that is none says which there are', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'postern-catalog-'));
  t.after(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'ours.json'), JSON.stringify(sound));
  assert.deepEqual(await loadCatalog(join(folder, 'ours.json')), sound);
  await assert.rejects(loadCatalog('kalia'), /no catalog "kalia"\. There are kaliaops and kiwi/);
  await assert.rejects(loadCatalog('./missing.json'), /missing\.json can't be read/);
});
