import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Pool } from 'pg';
import { type AdminApi, adminApi } from '../support/admin-api.ts';
import { type Call, type Chances, MAKERS } from './calls.ts';
import { type Actor, type Company, foundCompany, KALIAOPS, KIWI, pick, type Terms } from './company.ts';
import { pointsOf, readWorld, type World } from './oracle.ts';

const RUNS = 4 * Number(process.env.POSTERN_TEST_RUNS ?? '1');
const CALLS = 30;
const NAMES = Object.keys(MAKERS);

const chance = fc.nat({ max: 999 });
const chances: fc.Arbitrary<Chances> = fc.tuple(chance, chance, chance, chance, chance);
const histories = fc.record({
  founding: fc.array(chance, { minLength: 25, maxLength: 25 }),
  calls: fc.array(fc.record({ call: fc.constantFrom(...NAMES), actor: chance, chances }), {
    minLength: CALLS,
    maxLength: CALLS,
  }),
});

interface Tally {
  readonly accepted: Map<string, number>;
  readonly statuses: Map<number, number>;
}

async function run(api: AdminApi, terms: Terms, tally: Tally, runs = RUNS): Promise<void> {
  await fc.assert(
    fc.asyncProperty(histories, async ({ founding, calls }) => {
      const company = await foundCompany(api, terms, founding);
      const story: string[] = [];
      let before = await readWorld(api.pool, company.prefix);
      for (const { call, actor: number, chances: by } of calls) {
        const actor = pick(company.actors, number);
        const make = MAKERS[call];
        assert.ok(make);
        const made = await make(company, actor.client, by);
        const { status } = made.answer;
        tally.statuses.set(status, (tally.statuses.get(status) ?? 0) + 1);
        assert.ok(status < 500, `${call}: ${JSON.stringify(made.answer.body)}`);
        if (status >= 300) continue;
        tally.accepted.set(call, (tally.accepted.get(call) ?? 0) + 1);
        story.push(
          `${actor.user}${actor.permissions ? ' (token)' : ''}: ${call} ${JSON.stringify(made.answer.body)}`,
        );
        const after = await readWorld(api.pool, company.prefix);
        const excess = await excessOf(api.pool, company, actor, made, before, after);
        assert.deepEqual(excess, [], story.join('\n'));
        if (made.token !== undefined) company.actors.push(made.token);
        before = after;
      }
    }),
    { numRuns: runs, endOnFailure: true },
  );
}

/** What somebody reaches that whoever answers for the call did not. */
async function excessOf(
  pool: Pool,
  { terms }: Company,
  actor: Actor,
  made: Call,
  before: World,
  after: World,
): Promise<string[]> {
  const watched = [
    ...terms.rights,
    ...(terms.catalog === 'kiwi' ? ['user.manage'] : ['users.manage', 'roles.edit']),
  ];
  const mine = (giver: Actor, world: World) =>
    pointsOf(world, giver.user, amongToken(world, giver, watched), true);
  if (made.accepted !== undefined) {
    const { giver, promised } = await readPromise(pool, made.accepted, before);
    return beyond(
      pointsOf(promised, 'promised', watched),
      mine({ ...actor, user: giver }, before),
      'invited',
    );
  }
  const held = mine(actor, before);
  const excess: string[] = [];
  for (const user of after.people.keys()) {
    const had = pointsOf(before, user, watched);
    const gained = [...pointsOf(after, user, watched)].filter((point) => !had.has(point));
    const counted = made.movesTeam ? gained.filter((point) => !point.includes(' team:')) : gained;
    excess.push(...beyond(counted, held, user));
  }
  if (made.seized !== undefined && made.seized !== actor.user) {
    excess.push(...beyond(pointsOf(before, made.seized, watched), held, made.seized));
  }
  if (made.token !== undefined) excess.push(...beyond(mine(made.token, after), held, 'token'));
  return excess;
}

function beyond(points: Iterable<string>, held: ReadonlySet<string>, whose: string): string[] {
  return [...points].filter((point) => !held.has(point)).map((point) => `${whose}: ${point}`);
}

function amongToken(world: World, { permissions }: Actor, watched: readonly string[]): string[] {
  if (permissions === undefined) return [...watched];
  const good = ({ name, feature }: World['permissions'][number]) =>
    permissions.some(
      (p) => p === name || p === feature || (p.endsWith('.*') && name.startsWith(p.slice(0, -1))),
    );
  const names = world.permissions.filter(good).map(({ name }) => name);
  return watched.filter((name) => names.includes(name));
}

/** Who sent an invitation last, and what it promises of what the invited user has by now. */
async function readPromise(
  pool: Pool,
  id: string,
  world: World,
): Promise<{ giver: string; promised: World }> {
  const { rows } = await pool.query<{
    giver: string;
    user: string;
    organization: string | null;
    ids: string[];
  }>(
    `SELECT i.invited_by AS giver, i.user_id AS user, i.organization_id AS organization,
            ARRAY(SELECT DISTINCT f.permission FROM role_permissions AS p
                  JOIN permission_forms AS f ON f.written = p.permission WHERE p.role_id = i.role_id) AS ids
     FROM invitations AS i WHERE i.id = $1`,
    [id],
  );
  const [found] = rows;
  assert.ok(found);
  const user = world.people.get(found.user);
  assert.ok(user);
  const organizations = new Set([...user.organizations].filter((one) => one === found.organization));
  // Rights that others gave since are theirs to answer for.
  const rights = user.rights.filter(
    ({ written, ends, bound }) =>
      found.ids.includes(written) && ends === null && (bound === null || bound === found.organization),
  );
  const promised = { ...user, organizations, teams: new Set<string>(), rights };
  return { giver: found.giver, promised: { ...world, people: new Map([['promised', promised]]) } };
}

for (const terms of [KALIAOPS, KIWI]) {
  test(`K19 nobody's reach ever exceeds what holders of that reach gave, under ${terms.catalog}`, async (t) => {
    const api = await adminApi(t, terms.catalog);
    const tally: Tally = { accepted: new Map(), statuses: new Map() };
    await run(api, terms, tally);
    t.diagnostic(JSON.stringify([...tally.statuses]));
    t.diagnostic(JSON.stringify([...tally.accepted]));
    assert.ok((tally.statuses.get(403) ?? 0) > 10, 'much was refused');
    assert.ok(tally.accepted.size > 8, 'much was done');
    const { rows } = await api.pool.query<{ user_id: string }>(
      `SELECT DISTINCT user_id FROM role_assignments AS a JOIN roles AS r ON r.id = a.role_id WHERE r.administrator`,
    );
    assert.equal(rows.length, 1, 'there is the first administrator and no other one');
  });
}

test('a guard that takes everybody for an administrator is found out', async (t) => {
  const api = await adminApi(t, 'kiwi');
  await plantHole(api.pool);
  await assert.rejects(
    run(api, KIWI, { accepted: new Map(), statuses: new Map() }, 10),
    ({ cause }: Error) => {
      assert.ok(cause instanceof assert.AssertionError, String(cause));
      assert.match(JSON.stringify(cause.actual), /: [a-z]+\.[a-z]+ [a-z]+ (c\d|unnamed) /);
      return true;
    },
  );
});

/** Rights are read before and after each change: from now on all are those of the first administrator. */
async function plantHole(pool: Pool): Promise<void> {
  const { rows } = await pool.query<{ user_id: string }>(
    `SELECT user_id FROM role_assignments WHERE role_id = 'admin'`,
  );
  const chief = rows[0]?.user_id;
  const connect = pool.connect.bind(pool) as (
    called?: unknown,
  ) => Promise<{ query: (...args: unknown[]) => unknown }>;
  const planted = async (called?: unknown) => {
    if (called !== undefined) return connect(called);
    const client = await connect();
    const query = Object.getPrototypeOf(client).query.bind(client);
    client.query = (text, values, ...rest) =>
      text === 'SELECT document FROM users_document WHERE key = $1'
        ? query(text, [chief])
        : query(text, values, ...rest);
    return client;
  };
  pool.connect = planted as unknown as Pool['connect'];
}
