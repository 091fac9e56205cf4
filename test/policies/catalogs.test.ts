import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { packageRoot } from '../../src/package-root.ts';

interface Catalog {
  name: string;
  categories: string[];
  permissions: {
    name: string;
    category: string;
    feature?: string;
    resource_types: string[];
    field?: string;
  }[];
  roles: {
    id: string;
    name: string;
    scope: string;
    administrator?: boolean;
    permissions: (string | { permission: string; scope?: string })[];
  }[];
  operations: Record<string, string>;
}

const read = async (file: string) =>
  JSON.parse(await readFile(join(packageRoot, 'policies', 'catalogs', file), 'utf8')) as unknown;
const kaliaops = (await read('kaliaops.json')) as Catalog;
const kiwi = (await read('kiwi.json')) as Catalog;
const isCatalog = new Ajv2020({ allErrors: true }).compile((await read('catalog.schema.json')) as object);

for (const catalog of [kaliaops, kiwi]) {
  const names = new Set(catalog.permissions.map(({ name }) => name));

  test(`${catalog.name} keeps to the schema`, () => {
    assert.ok(isCatalog(catalog), JSON.stringify(isCatalog.errors));
  });

  test(`${catalog.name} names each permission once, in one of its categories`, () => {
    assert.equal(names.size, catalog.permissions.length);
    for (const { category } of catalog.permissions) assert.ok(catalog.categories.includes(category));
  });

  test(`${catalog.name} writes into roles only what matches a permission`, () => {
    for (const written of catalog.roles.flatMap(({ permissions }) => permissions)) {
      const text = typeof written === 'string' ? written : written.permission;
      assert.notDeepEqual(expand(catalog, text), [], text);
    }
  });

  test(`${catalog.name} maps each management operation to a permission for the type of its noun`, () => {
    for (const [operation, permission] of Object.entries(catalog.operations)) {
      const types = catalog.permissions.find(({ name }) => name === permission)?.resource_types;
      assert.ok(types?.includes(typeOf(operation)), `${operation} → ${permission}`);
    }
  });

  test(`${catalog.name} has one permission for a field of a type`, () => {
    const fields = catalog.permissions.flatMap(({ field, resource_types }) =>
      field === undefined ? [] : resource_types.map((type) => `${type}.${field}`),
    );
    assert.equal(new Set(fields).size, fields.length);
  });
}

test('both catalogs map the same management operations', () => {
  assert.deepEqual(Object.keys(kiwi.operations).sort(), Object.keys(kaliaops.operations).sort());
});

test('the schema refuses a role without a scope, an unknown member and a malformed permission', () => {
  const [role] = kiwi.roles;
  const { scope, ...unscoped } = role ?? { scope: '' };
  assert.equal(isCatalog({ ...kiwi, roles: [unscoped, ...kiwi.roles.slice(1)] }), false);
  assert.equal(isCatalog({ ...kiwi, color: 'green' }), false);
  const permissions = [{ ...kiwi.permissions[0], name: 'Device' }, ...kiwi.permissions.slice(1)];
  assert.equal(isCatalog({ ...kiwi, permissions }), false);
});

test('O1: kaliaops has four system roles with their scopes', () => {
  assert.deepEqual(
    kaliaops.roles.map(({ name, scope }) => `${name}/${scope}`),
    ['Admin/all', 'Manager/organization', 'Tech/team', 'Viewer/own'],
  );
});

test('O3, O4: kaliaops has at least 90 permissions in four categories, and fields among them', () => {
  assert.ok(kaliaops.permissions.length >= 90);
  assert.deepEqual(kaliaops.categories, ['CMDB', 'ITSM', 'Organization', 'Administration']);
  for (const category of kaliaops.categories) {
    assert.ok(kaliaops.permissions.filter((one) => one.category === category).length >= 10, category);
  }
  const cost = kaliaops.permissions.find(({ name }) => name === 'contracts.field.cost');
  assert.deepEqual([cost?.field, cost?.resource_types], ['cost', ['contract']]);
});

test('K1: kiwi has eight features of two halves, and system.admin', () => {
  const features = ['audit', 'backup', 'database', 'device', 'infra', 'service', 'user', 'vpn'];
  const halves = features.flatMap((feature) => [`${feature}.manage`, `${feature}.view`]);
  const names = kiwi.permissions.map(({ name }) => name).sort();
  assert.deepEqual(names, [...halves, 'system.admin'].sort());
  for (const { name, feature } of kiwi.permissions) {
    assert.equal(feature, name === 'system.admin' ? undefined : name.split('.')[0]);
  }
});

test('K2: the roles of kiwi hold what they should', () => {
  const all = kiwi.permissions.map(({ name }) => name);
  const holds = (id: string) => {
    const role = kiwi.roles.find((one) => one.id === id);
    assert.equal(role?.scope, 'all');
    return all.filter((name) =>
      role?.permissions.some((text) => typeof text === 'string' && expand(kiwi, text).includes(name)),
    );
  };
  const of = (...features: string[]) => all.filter((name) => features.includes(name.split('.')[0] ?? ''));
  assert.deepEqual(
    kiwi.roles.map(({ id }) => id),
    ['viewer', 'developer', 'operator', 'manager', 'admin'],
  );
  assert.deepEqual(
    holds('viewer'),
    all.filter((name) => name.endsWith('.view')),
  );
  assert.deepEqual(holds('developer'), of('service', 'device'));
  assert.deepEqual(holds('operator'), of('infra', 'backup', 'database'));
  assert.deepEqual(
    holds('manager'),
    all.filter((name) => name !== 'system.admin'),
  );
  assert.deepEqual(holds('admin'), all);
});

/** The permissions a written one stands for. */
function expand({ permissions }: Catalog, written: string): string[] {
  return permissions
    .filter(
      ({ name, feature }) =>
        written === '*' ||
        written === name ||
        written === feature ||
        (written.endsWith('.*') && name.startsWith(written.slice(0, -1))),
    )
    .map(({ name }) => name);
}

/** `policies.publish` → `policy` */
function typeOf(operation: string): string {
  const noun = operation.split('.')[0] ?? '';
  return noun.replace(/ies$/, 'y').replace(/s$/, '');
}
