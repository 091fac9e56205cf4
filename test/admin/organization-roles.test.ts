import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adminApi } from './support/admin-api.ts';
import { expect } from './support/client.ts';
import { person, smallCompany } from './support/company.ts';

const CHIEF = ['roles.view', 'roles.create', 'roles.edit', 'roles.delete'];

test('roles of one organization', async (t) => {
  const { admin, as, ask, pool } = await adminApi(t);
  await smallCompany(admin);
  await admin.make('/roles', {
    id: 'chief',
    name: 'Chief of roles',
    scope: 'organization',
    permissions: CHIEF,
  });
  for (const name of ['north', 'south']) {
    await admin.make(`/users/${name}-manager/assignments`, { role: 'chief' });
  }
  const [north, south] = [await as('north-manager'), await as('south-manager')];
  const listed = async (client: typeof north): Promise<string[]> =>
    expect(await client.get('/roles?limit=200'), 200).items.map(({ id }: { id: string }) => id);
  const desk = {
    id: 'desk',
    name: 'Desk',
    scope: 'organization',
    permissions: ['assets.view', 'assets.edit'],
  };

  await t.test('are made by who may make roles there, and roles for everyone are not', async () => {
    const made = await north.make('/roles', { ...desk, organization: 'north' });
    assert.equal(made.organization, 'north');
    const other = { id: 'd2', name: 'D', scope: 'own' };
    assert.equal(expect(await north.post('/roles', other), 403).permission, 'roles.create');
    const elsewhere = await north.post('/roles', { ...other, organization: 'south' });
    assert.equal(expect(elsewhere, 403).permission, 'roles.create');
    const nowhere = await admin.post('/roles', { ...other, organization: 'nowhere' });
    assert.equal(expect(nowhere, 422).errors[0].field, 'organization');
    expect(await admin.patch('/roles/desk', { organization: 'south' }), 400);
  });

  await t.test('give nothing that their maker does not hold there', async () => {
    const make = (permissions: unknown, scope = 'organization') =>
      north.post('/roles', { name: 'More', scope, organization: 'north', permissions });
    assert.equal(expect(await make(['organizations.delete']), 403).permission, 'organizations.delete');
    expect(await make(['*']), 403);
    expect(await north.patch('/roles/desk', { permissions: ['catalog.manage'] }), 403);
    expect(await make(['assets.delete'], 'all'), 201);
    const bound = await admin.make('/users', person('keeper', undefined, { organizations: ['north'] }));
    await admin.make(`/users/${bound.id}/assignments`, { role: 'chief', organization: 'north' });
    const keeper = await as('keeper');
    const refused = await keeper.post('/roles', {
      name: 'Assets',
      scope: 'team',
      organization: 'north',
      permissions: ['assets.view'],
    });
    assert.equal(expect(refused, 403).permission, 'assets.view');
    const same = {
      name: 'Chiefs of North',
      scope: 'organization',
      organization: 'north',
      permissions: CHIEF,
    };
    expect(await keeper.post('/roles', same), 201);
    const ending = person('passing', undefined, { organizations: ['north'] });
    await admin.make('/users', ending);
    const not_after = new Date(Date.now() + 3_600_000).toISOString();
    await admin.make('/users/passing/assignments', { role: 'chief', not_after });
    const lasting = await (await as('passing')).post('/roles', { ...same, name: 'Lasting' });
    expect(lasting, 403, 'permission-required');
  });

  await t.test('are seen there only, and roles for everyone by whoever sees some', async () => {
    assert.ok((await listed(admin)).includes('desk'));
    for (const role of ['desk', 'tech', 'admin']) assert.ok((await listed(north)).includes(role), role);
    const seen = await listed(south);
    assert.ok(!seen.includes('desk') && seen.includes('tech') && seen.includes('chief'));
    expect(await north.get('/roles/desk'), 200);
    assert.equal(expect(await south.get('/roles/desk'), 403).permission, 'roles.view');
    expect(await south.get('/roles/tech'), 200);
    expect(await (await as('north-tech')).get('/roles/tech'), 403);
    expect(await south.patch('/roles/desk', { description: 'Ours' }), 403);
    expect(await south.delete('/roles/desk'), 403);
  });

  await t.test('are assigned there only, and hold there only', async () => {
    await admin.make('/users', person('both', undefined, { organizations: ['north', 'south'] }));
    for (const organization of [undefined, 'south']) {
      const body = { role: 'desk', ...(organization === undefined ? {} : { organization }) };
      const refused = expect(await north.post('/users/both/assignments', body), 422);
      assert.deepEqual(
        refused.errors.map((error: { field: string; message: string }) => [error.field, error.message]),
        [['organization', 'must be "north", the organization of the role']],
      );
    }
    const body = { role: 'desk', organization: 'north' };
    assert.equal(expect(await south.post('/users/both/assignments', body), 403).permission, 'users.manage');
    expect(await south.post('/users', person('fresh', undefined, { assignments: [body] })), 403);
    const invited = { email: 'in@example.com', name: 'In', role: 'desk', organization: 'south', bound: true };
    expect(await south.post('/invitations', invited), 403);
    await north.make('/users/both/assignments', body);
    const may = async (organization: string) =>
      (await ask('both', 'assets.edit', { type: 'asset', id: 'a', properties: { organization } })).allow;
    assert.deepEqual([await may('north'), await may('south')], [true, false]);
    expect(await north.post('/invitations', { ...invited, organization: 'north' }), 201);
    const unbound = { ...invited, email: 'un@example.com', organization: 'north', bound: false };
    assert.equal(expect(await north.post('/invitations', unbound), 422).errors[0].field, 'organization');
    expect(await admin.delete('/roles/desk'), 409, 'still-in-use');
  });

  await t.test('share names with those of other organizations, and with no role for everyone', async () => {
    const named = (name: string, organization: string | null) =>
      admin.post('/roles', { name, scope: 'own', organization });
    expect(await named('Night shift', 'north'), 201);
    expect(await named('night shift', 'south'), 201);
    for (const [name, organization] of [
      ['NIGHT SHIFT', 'north'],
      ['Night Shift', null],
      ['Admin', 'north'],
    ] as const) {
      const taken = expect(await named(name, organization), 409, 'already-taken');
      assert.equal(taken.errors[0].field, 'name');
    }
    const answers = await Promise.all(
      [null, 'north', null, 'south', null, 'north'].map((organization) => named('Raced for', organization)),
    );
    const names = await pool.query<{ organization: string | null }>(
      "SELECT organization_id AS organization FROM roles WHERE name = 'Raced for'",
    );
    const made = answers.filter(({ status }) => status === 201);
    assert.equal(names.rowCount, made.length);
    const forAll = names.rows.filter(({ organization }) => organization === null).length;
    assert.ok(forAll === 0 || (forAll === 1 && names.rowCount === 1), JSON.stringify(names.rows));
  });

  await t.test('the decision API knows where they belong', async () => {
    const role = { type: 'role', id: 'desk', properties: { organization: 'north' } };
    assert.equal((await ask('north-manager', 'roles.edit', role)).allow, true);
    assert.equal((await ask('south-manager', 'roles.edit', role)).allow, false);
  });
});
