import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { runs } from '../../support/runs.ts';
import { type AdminApi, adminApi } from '../support/admin-api.ts';
import { type Client, expect } from '../support/client.ts';
import { person } from '../support/company.ts';

const RUNS = runs(1);
const SCOPES = ['own', 'team', 'organization', 'all'];
const ORGANIZATIONS = ['north', 'south', 'west'];
const TEAMS = ORGANIZATIONS.flatMap((name) => [`${name}-a`, `${name}-b`]);

/** A list, what can be asked of it, and where each of its things is read alone. */
interface List {
  readonly path: string;
  readonly operation: string;
  readonly sorts: readonly string[];
  readonly key: (item: { id: string; type?: string }) => string;
}

const byId = ({ id }: { id: string }) => id;
const LISTS: readonly List[] = [
  {
    path: '/users',
    operation: 'users.list',
    sorts: ['', 'id', '-name', 'email', '-status', 'created_at'],
    key: byId,
  },
  { path: '/employees', operation: 'employees.list', sorts: ['', '-name', 'email'], key: byId },
  { path: '/teams', operation: 'teams.list', sorts: ['', 'name', '-created_at'], key: byId },
  { path: '/organizations', operation: 'organizations.list', sorts: ['', '-code', 'name'], key: byId },
  { path: '/roles', operation: 'roles.list', sorts: ['', '-name'], key: byId },
  { path: '/invitations', operation: 'invitations.list', sorts: [''], key: byId },
  { path: '/api-tokens', operation: 'api_tokens.list', sorts: [''], key: byId },
  { path: '/resources', operation: 'resources.list', sorts: [''], key: ({ type, id }) => `${type}/${id}` },
];

/** Chance: a number below `below` each time. */
type Chance = (below: number) => number;
const chances = fc.array(fc.nat(1_000_000), { minLength: 400, maxLength: 400 }).map((numbers): Chance => {
  let at = 0;
  return (below) => (numbers[at++ % numbers.length] ?? 0) % below;
});

async function found(
  admin: Client,
  roles: readonly string[],
  views: readonly string[],
  chance: Chance,
): Promise<string[]> {
  const one = <T>(items: readonly T[]) => items[chance(items.length)] as T;
  const some = <T>(items: readonly T[]) => items.filter(() => chance(3) === 0);
  const maybe = <T>(items: readonly T[]) => (chance(2) === 0 ? undefined : one(items));
  for (const id of ORGANIZATIONS) await admin.make('/organizations', { id, code: id, name: id });
  for (const id of TEAMS) {
    await admin.make('/teams', { id, name: id, organization: id.slice(0, -2) });
  }
  const own = ['north-role', 'south-role'];
  for (const id of own) {
    const body = { id, name: id, scope: one(SCOPES), permissions: some(views) };
    await admin.make('/roles', { ...body, organization: id.slice(0, -5) });
  }
  for (let n = 0; n < 6; n += 1) {
    const team = maybe(TEAMS);
    const organization = team === undefined ? maybe(ORGANIZATIONS) : team.slice(0, -2);
    await admin.make('/employees', {
      id: `e${n}`,
      name: `E ${n}`,
      ...(team && { team }),
      ...(organization && { organization }),
    });
    expect(
      await admin.request('PUT', `/resources/asset/a${n}`, {
        body: {
          ...(team && { team }),
          ...(organization && { organization }),
          ...(chance(2) === 0 && { owner: `u${chance(8)}` }),
        },
      }),
      201,
    );
  }
  const users = Array.from({ length: 8 }, (_, n) => `u${n}`);
  for (const [n, id] of users.entries()) {
    const grants = some(views).map((permission) => ({
      permission,
      scope: one(SCOPES),
      organization: maybe(ORGANIZATIONS),
    }));
    await admin.make(
      '/users',
      person(id, chance(2) === 0 ? one(roles) : undefined, {
        organizations: some(ORGANIZATIONS),
        teams: some(TEAMS),
        ...(n < 3 && { employee: `e${n}` }),
      }),
    );
    for (const { organization, ...grant } of grants) {
      await admin.make(`/users/${id}/grants`, { ...grant, ...(organization && { organization }) });
    }
    for (const permission of some(views).slice(0, 1))
      await admin.make(`/users/${id}/denials`, { permission });
  }
  for (let n = 0; n < 4; n += 1) {
    const organization = maybe(ORGANIZATIONS);
    const body = { email: `new${n}@example.com`, name: `New ${n}`, role: roles.at(-1) };
    await admin.make('/invitations', { ...body, ...(organization && { organization }) });
  }
  return users;
}

/** All things of a list, page by page; undefined where it is refused. */
async function walk<T>(
  client: Client,
  path: string,
  query: Record<string, string>,
): Promise<T[] | undefined> {
  const items: T[] = [];
  for (let cursor: string | null = null; ; ) {
    const answer = await client.get(
      `${path}?${new URLSearchParams({ ...query, ...(cursor && { cursor }) })}`,
    );
    if (answer.status === 403) return undefined;
    const page = expect(answer, 200);
    items.push(...page.items);
    cursor = page.next_cursor;
    if (cursor === null) return items;
  }
}

/** The keys of all things that a caller may read one by one. */
async function readable(client: Client, { path }: List, keys: readonly string[]): Promise<string[]> {
  const allowed: string[] = [];
  for (const key of keys) {
    const { status } = await client.get(`${path}/${key.split('/').map(encodeURIComponent).join('/')}`);
    assert.ok(status === 200 || status === 403, `${path}/${key}: ${status}`);
    if (status === 200) allowed.push(key);
  }
  return allowed;
}

interface Event {
  readonly id: string;
  readonly target: { readonly type: string; readonly id: string };
  readonly before: unknown;
  readonly after: unknown;
}

/** Where an entry of the history belongs: where its target did, before and after, and to its target. */
function placesOf({ target, before, after }: Event, kind: 'organization' | 'team'): string[] {
  const places = new Set<unknown>(target.type === kind ? [target.id] : []);
  for (const state of [before, after] as Record<string, unknown>[]) {
    for (const place of [state?.[kind], state?.[`${kind}s`]].flat()) places.add(place);
  }
  return [...places].filter((place) => typeof place === 'string').sort();
}

async function readableEvents(api: AdminApi, user: string, permission: string, events: readonly Event[]) {
  const allowed: string[] = [];
  for (const event of events) {
    const properties = { organizations: placesOf(event, 'organization'), teams: placesOf(event, 'team') };
    const { allow } = await api.ask(user, permission, { type: 'audit_event', id: event.id, properties });
    if (allow) allowed.push(event.id);
  }
  return allowed;
}

describe('every list holds exactly what its things answer one by one', () => {
  const catalogs = [
    { catalog: 'kaliaops', roles: ['manager', 'tech', 'viewer'] },
    { catalog: 'kiwi', roles: ['manager', 'operator', 'developer', 'viewer'] },
  ] as const;
  for (const { catalog, roles } of catalogs) {
    test(catalog, async (t) => {
      const seen = { listed: 0, hidden: 0, refused: 0, caught: 0 };
      for (const chance of fc.sample(chances, RUNS)) {
        await t.test('a company', async (each) => {
          const api = await adminApi(each, catalog);
          const { admin, as } = api;
          const { operations } = expect(await admin.get('/catalog'), 200);
          const history: string = operations['audit_events.list'];
          const views = [...new Set(LISTS.map(({ operation }): string => operations[operation])), history];
          const clients = new Map<string, Client>();
          for (const user of await found(admin, roles, views, chance)) clients.set(user, await as(user));
          const events = (await walk<Event>(admin, '/audit-events', { limit: '200' })) ?? [];
          for (const list of LISTS) {
            const all = (await walk<{ id: string }>(admin, list.path, {})) ?? [];
            assert.ok(all.length > 0, list.path);
            let before: string[] | undefined;
            for (const [user, client] of clients) {
              const keys = all.map(list.key);
              const query = { limit: `${1 + chance(9)}` };
              const sort = list.sorts[chance(list.sorts.length)];
              const items = await walk<{ id: string }>(client, list.path, sort ? { ...query, sort } : query);
              const allowed = await readable(client, list, keys);
              const listed = items?.map(list.key).filter((key) => keys.includes(key));
              assert.deepEqual((listed ?? []).sort(), allowed.sort(), `${user} ${list.path} ${sort}`);
              seen.listed += allowed.length;
              seen.hidden += keys.length - allowed.length;
              if (items === undefined) seen.refused += 1;
              // One that listed what somebody else sees would have been caught.
              if (before !== undefined && before.join() !== allowed.join()) seen.caught += 1;
              before = allowed;
            }
          }
          for (const [user, client] of clients) {
            const items = await walk<Event>(client, '/audit-events', { limit: '37' });
            const allowed = await readableEvents(api, user, history, events);
            const known = new Set(events.map(byId));
            const listed = (items ?? []).map(byId).filter((id) => known.has(id));
            assert.deepEqual(listed.sort(), allowed.sort(), `${user} /audit-events`);
            seen.listed += allowed.length;
          }
        });
      }
      for (const [what, count] of Object.entries(seen)) assert.ok(count > 0, `${what}: ${count}`);
    });
  }
});
