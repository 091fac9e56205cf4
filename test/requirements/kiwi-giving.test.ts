import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adminApi } from '../admin/support/admin-api.ts';
import { type Answer, type Client, expect } from '../admin/support/client.ts';
import { person } from '../admin/support/company.ts';
import { listedMail } from '../admin/support/mails.ts';

/** A way to come to a permission: what is prepared by an administrator, and what the giver then does. */
interface Path {
  readonly prepare?: (feature: string, user: string) => Promise<unknown>;
  readonly give: (giver: Client, feature: string, user: string, prepared: never) => Promise<Answer>;
}

test('kiwi: nobody gives what they lack', async (t) => {
  const { admin, as, ask } = await adminApi(t, 'kiwi', listedMail);
  const inAnHour = new Date(Date.now() + 3_600_000).toISOString();
  const inTwoHours = new Date(Date.now() + 7_200_000).toISOString();
  for (const feature of ['device', 'service']) {
    await admin.make('/roles', {
      id: `${feature}-role`,
      name: feature,
      scope: 'all',
      permissions: [feature],
    });
  }
  await admin.make('/organizations', { id: 'acme', code: 'ACME', name: 'Acme' });
  await admin.make('/employees', { id: 'e-acme', name: 'At Acme', organization: 'acme' });
  // Holds two features of eight, everywhere and for good.
  await admin.make('/users', person('clerk'));
  for (const permission of ['user', 'device']) {
    await admin.make('/users/clerk/grants', { permission, scope: 'all' });
  }
  const clerk = await as('clerk');
  const grantIn = (user: string, permission: string) =>
    admin.make(`/users/${user}/grants`, { permission, scope: 'organization' });

  /** Limits the organization, and has in it somebody who holds the feature. */
  const limitedAcme = async (feature: string, resources: string[], user: string) => {
    expect(
      await admin.put(`/organizations/acme/limits/${feature}`, '/organizations/acme', { resources }),
      200,
    );
    await admin.make(`/users/${user}/grants`, { permission: feature, scope: 'all' });
    expect(await admin.put(`/users/${user}/organizations/acme`, `/users/${user}`), 200);
  };

  const paths: Readonly<Record<string, Path>> = {
    'an invitation': {
      give: (giver, feature, user) =>
        giver.post('/invitations', { email: `${user}@invited.test`, name: user, role: `${feature}-role` }),
    },
    'a new user': {
      give: (giver, feature, user) => giver.post('/users', person(`${user}-new`, `${feature}-role`)),
    },
    'an assignment': {
      give: (giver, feature, user) => giver.post(`/users/${user}/assignments`, { role: `${feature}-role` }),
    },
    'an assignment that ends': {
      give: (giver, feature, user) =>
        giver.post(`/users/${user}/assignments`, { role: `${feature}-role`, not_after: inAnHour }),
    },
    'an assignment for one organization': {
      give: (giver, feature, user) =>
        giver.post(`/users/${user}/assignments`, { role: `${feature}-role`, organization: 'acme' }),
    },
    'another role in the place of one': {
      async prepare(_feature, user) {
        await admin.make('/roles', { id: `${user}-none`, name: `${user} none`, scope: 'own' });
        return admin.make(`/users/${user}/assignments`, { role: `${user}-none` });
      },
      give: (giver, feature, user, made: { id: string }) =>
        giver.patch(`/users/${user}/assignments/${made.id}`, { role: `${feature}-role` }),
    },
    'a later end': {
      prepare: (feature, user) =>
        admin.make(`/users/${user}/assignments`, { role: `${feature}-role`, not_after: inAnHour }),
      give: (giver, _feature, user, made: { id: string }) =>
        giver.patch(`/users/${user}/assignments/${made.id}`, { not_after: inTwoHours }),
    },
    'a new role': {
      give: (giver, feature, user) =>
        giver.post('/roles', { name: `${user} role`, scope: 'all', permissions: [`${feature}.view`] }),
    },
    'an edit of a role': {
      prepare: (_feature, user) =>
        admin.make('/roles', { id: `${user}-edited`, name: `${user} edited`, scope: 'all' }),
      give: (giver, feature, user) => giver.patch(`/roles/${user}-edited`, { permissions: [feature] }),
    },
    'a wider scope of a role': {
      prepare: (feature, user) =>
        admin.make('/roles', {
          id: `${user}-wide`,
          name: `${user} wide`,
          scope: 'own',
          permissions: [feature],
        }),
      give: (giver, _feature, user) => giver.patch(`/roles/${user}-wide`, { scope: 'all' }),
    },
    'a direct permission': {
      give: (giver, feature, user) =>
        giver.post(`/users/${user}/grants`, { permission: feature, scope: 'own' }),
    },
    'the end of a denial': {
      async prepare(feature, user) {
        await admin.make(`/users/${user}/grants`, { permission: feature, scope: 'all' });
        return admin.make(`/users/${user}/denials`, { permission: feature });
      },
      give: (giver, _feature, user, made: { id: string }) =>
        giver.delete(`/users/${user}/denials/${made.id}`),
    },
    'joining an organization': {
      prepare: (feature, user) => grantIn(user, feature),
      give: (giver, _feature, user) => giver.put(`/users/${user}/organizations/acme`, `/users/${user}`),
    },
    'a link to an employee': {
      async prepare(feature, user) {
        await admin.make('/employees', { id: `e-${user}`, name: user, organization: 'acme' });
        return grantIn(user, feature);
      },
      give: (giver, _feature, user) => giver.patch(`/users/${user}`, { employee: `e-${user}` }),
    },
    'the move of an employee': {
      async prepare(feature, user) {
        await admin.make('/employees', { id: `m-${user}`, name: user });
        expect(await admin.patch(`/users/${user}`, { employee: `m-${user}` }), 200);
        return grantIn(user, feature);
      },
      give: (giver, _feature, user) => giver.patch(`/employees/m-${user}`, { organization: 'acme' }),
    },
    reactivation: {
      async prepare(feature, user) {
        await admin.make(`/users/${user}/grants`, { permission: feature, scope: 'all' });
        expect(await admin.post(`/users/${user}/deactivate`), 200);
      },
      give: (giver, _feature, user) => giver.post(`/users/${user}/reactivate`),
    },
    'a token': {
      give: (giver, feature, user) =>
        giver.post('/api-tokens', { name: user, not_after: inAnHour, permissions: [feature] }),
    },
    'a token that acts for somebody else': {
      prepare: (feature, user) => admin.make(`/users/${user}/grants`, { permission: feature, scope: 'all' }),
      give: (giver, feature, user) =>
        giver.post('/api-tokens', { name: user, user, not_after: inAnHour, permissions: [feature] }),
    },
    'a wider limit': {
      prepare: (feature, user) => limitedAcme(feature, ['one'], user),
      give: (giver, feature) =>
        giver.put(`/organizations/acme/limits/${feature}`, '/organizations/acme', {
          resources: ['one', 'two'],
        }),
    },
    'the end of a limit': {
      prepare: (feature, user) => limitedAcme(feature, [], user),
      give: (giver, feature) => giver.delete(`/organizations/acme/limits/${feature}`, '/organizations/acme'),
    },
    'leaving an organization that is limited': {
      prepare: (feature, user) => limitedAcme(feature, [], user),
      give: (giver, _feature, user) => giver.delete(`/users/${user}/organizations/acme`, `/users/${user}`),
    },
    'an address of one’s own, to reset the password by': {
      prepare: (feature, user) => admin.make(`/users/${user}/grants`, { permission: feature, scope: 'all' }),
      give: (giver, _feature, user) => giver.patch(`/users/${user}`, { email: `${user}@clerk.test` }),
    },
  };

  await t.test('K19: by no path does anybody give what they do not hold', async () => {
    let n = 0;
    for (const [name, { prepare, give }] of Object.entries(paths)) {
      for (const feature of ['device', 'service']) {
        n += 1;
        const user = `k19-${n}`;
        await admin.make('/users', person(user));
        const prepared = (await prepare?.(feature, user)) as never;
        const state = async () => {
          const { version, ...rest } = expect(await admin.get(`/users/${user}`), 200);
          return rest;
        };
        const before = await state();
        const answer = await give(clerk, feature, user, prepared);
        if (feature === 'device') {
          assert.ok(answer.status < 300, `${name}: what is held is given (${JSON.stringify(answer.body)})`);
          continue;
        }
        const refused = expect(answer, 403, 'permission-required');
        assert.equal(refused.feature, 'service', name);
        assert.match(refused.permission, /^service\.(view|manage)$/, name);
        assert.match(refused.detail, /^service permission required/, name);
        assert.deepEqual(await state(), before, `${name}: nothing was changed`);
      }
    }
    const everything = { permission: '*', scope: 'own' };
    expect(await clerk.post('/users/clerk/grants', everything), 403);
    expect(await clerk.post('/roles', { name: 'All', scope: 'own', permissions: ['*'] }), 403);
    expect(await clerk.post('/users/clerk/assignments', { role: 'admin' }), 403);
    expect(await clerk.get('/users/nobody'), 404, 'not-found');
    const { allow } = await ask('clerk', 'service.view', { type: 'service', id: 's' });
    assert.equal(allow, false);
  });
});
