import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import fastify from 'fastify';
import { openRoutes, ownRoutes } from '../../../src/admin/account-routes.ts';
import { createAccounts } from '../../../src/admin/accounts.ts';
import type { AdminApp } from '../../../src/admin/admin-app.ts';
import { whoAmIRoutes } from '../../../src/admin/effective-rights/routes.ts';
import { managementRoutes } from '../../../src/admin/management-routes.ts';
import { NEVER } from '../../../src/policy/conditions/condition.ts';
import { ConditionTable } from '../../../src/policy/conditions/condition-table.ts';
import { type AdminApi, adminApi } from '../support/admin-api.ts';
import type { Answer, Client } from '../support/client.ts';
import { person } from '../support/company.ts';
import { CatalogRules, TARGETS, type Target } from './catalog-rules.ts';
import {
  ANYBODY,
  EXPECTATIONS,
  type Expectation,
  NOWHERE,
  OPEN,
  OWN,
  PLACES,
  type Place,
} from './expectations.ts';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Every route that the management API registers. */
async function registeredRoutes({ pool, app: { log } }: AdminApi): Promise<string[]> {
  const given = {
    pool,
    authorize: async () => ({ allow: false, reasons: [], masks: [] }),
    allowedRows: () => ({ condition: NEVER, table: new ConditionTable() }),
    waitForRevision: async () => 'reached' as const,
    logger: log as never,
  };
  const deps = { ...given, accounts: createAccounts(given) };
  const routes: string[] = [];
  const app = fastify().withTypeProvider<TypeBoxTypeProvider>();
  app.addHook('onRoute', ({ method, url }) => {
    for (const each of [method].flat()) if (each !== 'HEAD') routes.push(`${each} ${url}`);
  });
  for (const register of [managementRoutes, ownRoutes, whoAmIRoutes, openRoutes]) {
    app.register(async (scope) => register(scope as unknown as AdminApp, deps));
  }
  await app.ready();
  await app.close();
  return routes;
}

/** One of everything in each place. */
async function furnish({ admin, pool }: AdminApi): Promise<Record<Target, Place>> {
  for (const id of ['north', 'south']) {
    await admin.make('/organizations', { id, code: id, name: id });
    await admin.make('/roles', { id: `${id}-role`, name: `${id} role`, scope: 'own', organization: id });
  }
  const places = {} as Record<Target, Place>;
  for (const target of TARGETS) {
    const { organization, team } = PLACES[target];
    const employee = `${team}-employee`;
    await admin.make('/teams', { id: team, organization, name: team });
    await admin.make('/users', person(`${team}-user`, 'viewer', { teams: [team] }));
    await admin.make('/employees', { id: employee, name: 'Employee', team });
    await admin.request('PUT', `/resources/thing/${team}`, { body: { team }, match: '"0"' });
    const { rows } = await pool.query<{ id: string }>(
      `INSERT INTO api_tokens (id, user_id, name, token_hash) VALUES (gen_random_uuid(), $1, 'test', sha256($2)) RETURNING id`,
      [`${team}-user`, team],
    );
    places[target] = {
      ...{ user: `${team}-user`, employee, team, organization, role: `${organization}-role` },
      ...{ invitation: '', token: rows[0]?.id ?? '', resource: `thing/${team}` },
    };
  }
  return places;
}

/** Somebody new, invited to each place: an invitation that a role before revoked is nowhere any more. */
async function inviteTo({ admin }: AdminApi, places: Record<Target, Place>): Promise<Record<Target, Place>> {
  const fresh = { ...places };
  for (const target of TARGETS) {
    made += 1;
    const { id: employee } = await admin.make('/employees', { name: 'Guest', team: places[target].team });
    const body = { email: `guest-${made}@example.com`, role: 'viewer', employee };
    fresh[target] = { ...places[target], invitation: (await admin.make('/invitations', body)).id };
  }
  return fresh;
}

let made = 0;

function ask(client: Client, route: string, { path, body }: Expectation, place: Place): Promise<Answer> {
  const [method = 'GET'] = route.split(' ');
  made += 1;
  return client.request(method as Method, path(place), {
    ...(method === 'GET' || method === 'POST' ? {} : { match: '"0"' }),
    ...(body === undefined ? {} : { body: body(place, `new-${made}`) }),
  });
}

/** Whether the policy let a request pass; what one may not give (K19) is refused by something else. */
function passed({ status, body }: Answer): boolean {
  assert.ok(status < 500 && status !== 401, `${status} ${JSON.stringify(body)}`);
  return status !== 403 || body.reasons?.[0]?.code === 'not_held';
}

for (const catalog of ['kaliaops', 'kiwi'] as const) {
  test(`every route for every role of ${catalog}`, async (t) => {
    const api = await adminApi(t, catalog);
    const rules = new CatalogRules(catalog);
    const furnished = await furnish(api);
    const routes = await registeredRoutes(api);
    const guarded = Object.entries(EXPECTATIONS);

    await t.test('every route is expected, and every expected route is there', () => {
      const known = routes.filter((route) => !OWN.test(route) && !ANYBODY.has(route) && !OPEN.has(route));
      assert.deepEqual([...new Set(known)].sort(), Object.keys(EXPECTATIONS).sort());
      assert.ok(routes.filter((route) => OWN.test(route)).length > 5);
    });

    await t.test('nothing without a token but what needs none', async () => {
      for (const route of routes) {
        const [method = 'GET', path = ''] = route.split(' ');
        const url = `/admin/v1${path.replace(/:(id|right|session)\b/g, NOWHERE.token).replace(/:\w+/g, 'x')}`;
        const { statusCode } = await api.app.inject({ method: method as Method, url });
        assert.equal(statusCode === 401, !OPEN.has(route), `${route}: ${statusCode}`);
      }
    });

    for (const role of rules.roles) {
      await t.test(role, async (t) => {
        await api.admin.make('/users', person(`the-${role}`, role, { teams: ['mine'] }));
        const client = await api.as(`the-${role}`);
        const places = await inviteTo(api, furnished);
        for (const [route, expectation] of guarded) {
          const { operation, kind, belonging } = expectation;
          const scope = rules.scopeOf(role, operation);
          for (const target of kind === 'list' ? TARGETS.slice(0, 1) : TARGETS) {
            const allowed =
              kind === 'list' ? scope !== undefined : rules.allows(role, operation, target, belonging);
            const answer = await ask(client, route, expectation, places[target]);
            const seen = `${role}, ${route}, ${target}: ${answer.status} ${JSON.stringify(answer.body)}`;
            assert.equal(passed(answer), allowed || refusedBefore(answer, expectation), seen);
            if (!allowed) assert.equal(answer.status, 403, seen);
            if (scope === undefined)
              assert.equal(answer.body.permission, rules.permissionFor(operation), seen);
          }
          if (kind === 'single' && belonging !== 'nothing') {
            const { status } = await ask(client, route, expectation, NOWHERE);
            const there = /^(PUT|DELETE) \/resources/.test(route) ? [404, 412, 200, 201] : [404];
            const expected = scope === 'all' ? there : [403];
            assert.ok(expected.includes(status), `${role}, ${route}, an unknown id: ${status}`);
          }
        }
        await t.test('sees of each list what a single look would show', () =>
          listed(client, rules, role, places),
        );
        await t.test('nothing of their own by a token', async () => {
          for (const route of routes.filter((one) => OWN.test(one))) {
            const [method = 'GET', path = ''] = route.split(' ');
            const url = path.replace(/:\w+/g, NOWHERE.token);
            const answer = await client.request(method as Method, url);
            assert.equal(answer.status, 403, route);
          }
          assert.equal((await client.get('/me/rights')).status, 200);
        });
      });
    }
  });
}

/** What an actor lacks themselves is refused before the place is looked at; a 403 in any case. */
function refusedBefore({ status, body }: Answer, { kind }: Expectation): boolean {
  return kind === 'creation' && status === 403 && body.reasons?.[0]?.code === 'not_held';
}

const LISTS = { users: 'user', employees: 'employee', teams: 'team', organizations: 'organization' } as const;

async function listed(
  client: Client,
  rules: CatalogRules,
  role: string,
  places: Record<Target, Place>,
): Promise<void> {
  for (const [list, member] of Object.entries(LISTS)) {
    const answer = await client.get(`/${list}?limit=200`);
    if (answer.status === 403) continue;
    const ids = new Set(answer.body.items.map(({ id }: { id: string }) => id));
    for (const target of TARGETS) {
      const belonging = list === 'organizations' ? 'organization' : 'team';
      const expected = rules.allows(role, `${list}.list`, target, belonging);
      assert.equal(ids.has(places[target][member]), expected, `${role}, ${list}, ${target}`);
    }
  }
}
