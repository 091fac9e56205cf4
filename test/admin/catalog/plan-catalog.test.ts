import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Catalog, CatalogRole, Scope } from '../../../src/admin/catalog/catalog.ts';
import type { CatalogState, PresentRole } from '../../../src/admin/catalog/catalog-state.ts';
import { describePlan } from '../../../src/admin/catalog/describe-plan.ts';
import { planCatalog } from '../../../src/admin/catalog/plan-catalog.ts';

const view = { name: 'assets.view', category: 'CMDB', description: 'See', resource_types: ['asset'] };
const edit = { name: 'assets.edit', category: 'CMDB', description: 'Edit', resource_types: ['asset'] };
const admin: CatalogRole = {
  id: 'admin',
  name: 'Admin',
  description: 'All',
  scope: 'all',
  administrator: true,
  permissions: ['*'],
};

function catalog(parts: Partial<Catalog> = {}): Catalog {
  return {
    name: 'ours',
    version: '1',
    categories: ['CMDB'],
    permissions: [view, edit],
    roles: [admin],
    operations: { 'assets.list': 'assets.view' },
    ...parts,
  };
}

function roleWith(...permissions: CatalogRole['permissions']): CatalogRole {
  return { ...admin, permissions };
}

function present(entries: [string, Scope | undefined][], parts: Partial<PresentRole> = {}): PresentRole {
  const { id, name, description, scope } = admin;
  return { id, name, description, scope, system: true, entries: new Map(entries), ...parts };
}

/** As a database stands to which this catalog was applied, with other roles if given. */
function applied(from: Catalog, roles: PresentRole[] = [present([['*', undefined]])]): CatalogState {
  return {
    applied: from,
    permissions: new Map(from.permissions.map((permission) => [permission.name, permission])),
    roles,
    operations: new Map(Object.entries(from.operations)),
  };
}

const empty: CatalogState = { applied: undefined, permissions: new Map(), roles: [], operations: new Map() };

test('an empty database gets everything', () => {
  const { steps, kept, conflicts } = planCatalog(empty, catalog());
  assert.deepEqual(
    steps.map((step) => step.kind),
    ['add-permission', 'add-permission', 'add-role', 'add-operation'],
  );
  assert.deepEqual([kept, conflicts], [[], []]);
});

test('applied again, there is nothing to do', () => {
  const plan = planCatalog(applied(catalog()), catalog());
  assert.deepEqual(plan, { steps: [], kept: [], conflicts: [] });
  assert.equal(describePlan(plan), 'Nothing to do.\n');
});

test('permissions and operations become what the catalog says, and none is removed', () => {
  const plan = planCatalog(
    applied(catalog()),
    catalog({ permissions: [{ ...view, feature: 'asset' }], operations: { 'assets.list': 'assets.edit' } }),
  );
  assert.deepEqual(
    plan.steps.map((step) => step.kind),
    ['change-permission', 'change-operation'],
  );
  assert.deepEqual(plan.kept, ['The permission assets.edit is not in this catalog and stays.']);
});

test('what an administrator made of a system role stays', () => {
  const state = applied(catalog({ roles: [roleWith('assets.view', 'assets.edit')] }), [
    present([
      ['assets.view', 'team'],
      ['assets.*', undefined],
    ]),
  ]);
  const plan = planCatalog(state, catalog({ roles: [roleWith('assets.view', 'assets.edit')] }));
  assert.deepEqual(plan.steps, []);
  assert.equal(plan.kept.length, 3);
});

test('what the catalog itself changed in a system role is followed', () => {
  const state = applied(catalog({ roles: [roleWith('assets.view', 'assets.edit')] }), [
    present([
      ['assets.view', undefined],
      ['assets.edit', undefined],
    ]),
  ]);
  const next = roleWith({ permission: 'assets.view', scope: 'own' }, '*');
  const plan = planCatalog(
    state,
    catalog({ roles: [{ ...next, description: 'Anew', scope: 'organization' }] }),
  );
  assert.deepEqual(plan, {
    steps: [
      { kind: 'change-role', id: 'admin', description: 'Anew', scope: 'organization' },
      { kind: 'change-entry', role: 'admin', permission: 'assets.view', scope: 'own' },
      { kind: 'remove-entry', role: 'admin', permission: 'assets.edit' },
      { kind: 'add-entry', role: 'admin', permission: '*', scope: undefined },
    ],
    kept: [],
    conflicts: [],
  });
});

test("a role's scope and description that an administrator changed stay", () => {
  const state = applied(catalog(), [present([['*', undefined]], { scope: 'team', description: 'Ours' })]);
  assert.deepEqual(planCatalog(state, catalog({ roles: [{ ...admin, description: 'Anew' }] })).steps, []);
});

test('another catalog, a role of the same id or name, and a new name are in the way', () => {
  const wanted = catalog();
  const conflicts = (state: CatalogState) => planCatalog(state, wanted).conflicts.join();
  assert.match(conflicts(applied(catalog({ name: 'theirs' }))), /began with the catalog "theirs"/);
  assert.match(
    conflicts({ ...empty, roles: [present([], { system: false })] }),
    /an administrator made a role/,
  );
  assert.match(
    conflicts({ ...empty, roles: [present([], { id: 'boss', name: 'ADMIN' })] }),
    /"boss" has the name/,
  );
  assert.match(conflicts({ ...empty, roles: [present([], { name: 'Chief' })] }), /is named "Chief"/);
});

test('a custom role is nothing to a catalog', () => {
  const custom = present([['assets.view', 'team']], { id: 'l1', name: 'L1 Support', system: false });
  const plan = planCatalog(applied(catalog(), [present([['*', undefined]]), custom]), catalog());
  assert.deepEqual(plan, { steps: [], kept: [], conflicts: [] });
});

test('the description has a line for every step', () => {
  const state = applied(catalog({ roles: [roleWith('assets.view', 'assets.edit')] }), [
    present([
      ['assets.view', undefined],
      ['assets.edit', undefined],
    ]),
  ]);
  const wanted = catalog({
    permissions: [{ ...view, description: 'Anew' }, edit, { ...edit, name: 'assets.delete' }],
    roles: [{ ...roleWith({ permission: 'assets.view', scope: 'own' }), description: 'Anew' }],
    operations: { 'assets.list': 'assets.edit', 'assets.get': 'assets.view' },
  });
  assert.equal(
    describePlan(planCatalog(state, wanted)),
    `~ permission assets.view
+ permission assets.delete (CMDB)
~ role admin (all)
~ role admin: assets.view (own)
- role admin: assets.edit
~ operation assets.list asks for assets.edit
+ operation assets.get asks for assets.view
`,
  );
});
