import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import type { Pool } from 'pg';
import { adminApi } from '../support/admin-api.ts';
import { type Client, expect } from '../support/client.ts';
import { person } from '../support/company.ts';
import { planOf, wrongWith } from './plan.ts';

type Statement = readonly [text: string, values: readonly unknown[]];

/** What is asked for, the index it is read by, and whether the few that are found may be put in order. */
type Case = readonly [query: string, index: RegExp, few?: 'few'];

const CASES: Readonly<Record<string, readonly Case[]>> = {
  users: [
    ['', /^users_pkey$/],
    ['sort=-id', /^users_pkey$/],
    ['sort=name', /^users_name_idx$/],
    ['sort=-email', /^users_email_idx$/],
    ['sort=status', /^users_status_idx$/],
    ['sort=-last_login_at', /^users_last_login_at_idx$/],
    ['sort=created_at', /^users_created_at_idx$/],
    ['search=anna', /^users_pkey$/],
    ['search=anna&sort=name', /^users_name_idx$/],
    ['search=c4ca4238', /^users_search_idx$/, 'few'],
    ['search=nobody&sort=-created_at', /^users_search_idx$/, 'few'],
    ['search=zq', /^users_search_idx$/, 'few'],
    ['status=active&sort=name', /^users_name_idx$/],
    ['status=invited', /^users_(status|other_status_.*)_idx$/],
    ['status=invited&sort=created_at', /^users_other_status_created_at_idx$/],
    ['status=deactivated&sort=name', /^users_other_status_name_idx$/],
    ['status=deactivated&sort=-email', /^users_other_status_email_idx$/],
    ['status=invited&sort=last_login_at', /^users_other_status_last_login_at_idx$/],
    ['role=tech&sort=name', /^users_name_idx$/],
    ['role=r00001', /^role_assignments_role_id_idx$/, 'few'],
    ['role=r00001&sort=created_at', /^role_assignments_role_id_idx$/, 'few'],
  ],
  employees: [
    ['', /^employees_pkey$/],
    ['sort=name', /^employees_name_idx$/],
    ['sort=-email', /^employees_email_idx$/],
    ['sort=created_at', /^employees_created_at_idx$/],
    ['assignable=true&sort=name', /^employees_name_idx$/],
    ['organization=o00007', /^employees_organization_id_idx$/, 'few'],
    ['team=t00007&sort=name', /^employees_team_id_idx$/, 'few'],
    ['search=engineer', /^employees_pkey$/],
    ['search=c4ca4238&sort=name', /^employees_search_idx$/, 'few'],
  ],
  organizations: [
    ['', /^organizations_pkey$/],
    ['sort=name', /^organizations_name_idx$/],
    ['sort=-code', /^organizations_code_idx$/],
    ['sort=created_at', /^organizations_created_at_idx$/],
    ['search=c4ca4238', /^organizations_search_idx$/, 'few'],
  ],
  teams: [
    ['', /^teams_pkey$/],
    ['sort=-name', /^teams_name_idx$/],
    ['sort=created_at', /^teams_created_at_idx$/],
    ['organization=o00007&sort=name', /^teams_organization_id_idx$/, 'few'],
    ['search=c4ca4238', /^teams_search_idx$/, 'few'],
  ],
  roles: [
    ['', /^roles_pkey$/],
    ['sort=name', /^roles_name_idx$/],
    ['sort=-created_at', /^roles_created_at_idx$/],
    ['search=c4ca4238', /^roles_search_idx$/, 'few'],
  ],
  'audit-events': [
    ['', /^audit_events_at_idx$/],
    ['actor=u00007', /^audit_events_actor_idx$/],
    ['action=teams.create', /^audit_events_action_idx$/],
    ['action=users.update', /^audit_events_(at|action)_idx$/],
    ['action=teams.', /^audit_events_action_idx$/, 'few'],
    ['target_type=team', /^audit_events_target_type_idx$/],
    ['target=u00011', /^audit_events_target(_id)?_idx$/],
    ['target_type=user&target=u00011', /^audit_events_target(_id)?_idx$/, 'few'],
    ['since=2020-01-05T00:00:00Z&until=2020-01-06T00:00:00Z', /^audit_events_at_idx$/],
    ['until=2020-01-02T00:00:00Z', /^audit_events_at_idx$/],
  ],
};

const FEW_USERS = /^policy_document_(organizations|teams)_idx$/;

/** What somebody asks for who may see what belongs to one of the 2,000 organizations with people, or to one team. */
const OF_ONE: typeof CASES = {
  users: [
    ['', FEW_USERS, 'few'],
    ['sort=-name', FEW_USERS, 'few'],
    ['search=anna&sort=created_at', FEW_USERS, 'few'],
    ['search=nobody', /^(users_search_idx|policy_document_(organizations|teams)_idx)$/, 'few'],
    ['status=active&sort=-last_login_at', FEW_USERS, 'few'],
  ],
  employees: [
    ['', /^employees_(organization|team)_id_idx$/, 'few'],
    ['sort=name', /^employees_(organization|team)_id_idx$/, 'few'],
    ['search=engineer', /^employees_(organization|team)_id_idx$/, 'few'],
  ],
  organizations: [['sort=name', /^organizations_itself_idx$/, 'few']],
  teams: [['sort=name', /^teams_(organization_id_idx|pkey)$/, 'few']],
  'audit-events': [
    ['', /^audit_events_(organizations|teams)_idx$/, 'few'],
    ['target_type=user', /^audit_events_(organizations|teams)_idx$/, 'few'],
    ['target=u00006', /^audit_events_(target_id|organizations|teams)_idx$/, 'few'],
  ],
};

const OF_TEAM: typeof CASES = Object.fromEntries(
  Object.entries(OF_ONE).filter(([noun]) => noun !== 'organizations'),
);

/** What somebody asks for who may see half of the organizations. */
const OF_MANY: typeof CASES = {
  users: [
    ['', /^users_pkey$/],
    ['sort=-name', /^users_name_idx$/],
    ['search=anna&sort=created_at', /^users_created_at_idx$/],
  ],
  employees: [['sort=name', /^employees_name_idx$/]],
  'audit-events': [['', /^audit_events_at_idx$/]],
};

const VIEWS = ['users', 'employees', 'organizations', 'teams', 'roles', 'audit_logs'].map(
  (noun) => `${noun}.view`,
);

test('lists are read through indexes', async (t) => {
  const { admin, as, pool } = await adminApi(t);
  for (const statement of (await readFile(new URL('company.sql', import.meta.url), 'utf8')).split(/;$/m)) {
    if (statement.trim() !== '') await pool.query(statement);
  }
  for (const scope of ['team', 'organization']) {
    await admin.make('/roles', { id: `${scope}-reader`, name: scope, scope, permissions: VIEWS });
  }
  await admin.make('/users', person('of-one', 'organization-reader', { organizations: ['o00007'] }));
  await admin.make('/users', person('of-team', 'team-reader', { teams: ['t00007'] }));
  await admin.make('/users', person('of-many', 'organization-reader'));
  await pool.query(`INSERT INTO organization_members (user_id, organization_id)
                    SELECT 'of-many', id FROM organizations WHERE id < 'o01000'`);
  const list = recordLists(pool, admin);
  const callers = [
    { caller: 'administrator', client: admin, cases: CASES },
    { caller: 'one organization', client: await as('of-one'), cases: OF_ONE },
    { caller: 'one team', client: await as('of-team'), cases: OF_TEAM },
    { caller: 'many organizations', client: await as('of-many'), cases: OF_MANY },
  ];

  for (const { caller, client, cases } of callers) {
    const asked = recordLists(pool, client);
    for (const [noun, query, index, few] of Object.entries(cases).flatMap(([name, each]) =>
      each.map((one) => [name, ...one] as const),
    )) {
      await t.test(`${caller}: ${noun}?${query}`, async () => {
        const statements = await asked(`/${noun}?limit=20&${query}`);
        for (const [n, [text, values]] of statements.entries()) {
          // What finds few looks among the first of the order before.
          const last = n === statements.length - 1;
          const plan = await planOf(pool, text, values);
          assert.deepEqual(wrongWith(plan, few === undefined || last ? index : /./, few === 'few'), [], text);
        }
      });
    }
  }

  await t.test('a list without its index is found', async () => {
    const [[text, values] = ['', []]] = await list('/users?sort=name');
    await pool.query('DROP INDEX users_name_idx');
    const unsorted = wrongWith(await planOf(pool, text, values), /^users_name_idx$/, false);
    assert.ok(
      unsorted.some((wrong) => wrong.startsWith('sorts ')),
      unsorted.join(),
    );
    assert.ok(
      unsorted.some((wrong) => wrong.includes('instead of')),
      unsorted.join(),
    );
    const [found, values2] = (await list('/users?search=nobody')).at(-1) ?? ['', []];
    await pool.query('DROP INDEX users_search_idx');
    const unfound = wrongWith(await planOf(pool, found, values2), /^users_search_idx$/, true);
    assert.notDeepEqual(unfound, []);
    const planted = await planOf(pool, 'SELECT * FROM users WHERE phone = $1 ORDER BY phone LIMIT 5', ['1']);
    assert.ok(wrongWith(planted, /./, true).includes('reads all of users'));
  });
});

/** Asks for a first and a second page, and returns the statements that read the list. */
function recordLists(pool: Pool, client: Client): (path: string) => Promise<readonly Statement[]> {
  return async (path) => {
    const statements: Statement[] = [];
    const real = pool.query.bind(pool);
    const recording = (text: unknown, values: unknown, ...rest: unknown[]) => {
      const statement = typeof text === 'string' ? text : (text as { text: string }).text;
      if (/\bLIMIT \$/.test(statement)) {
        statements.push([statement, (values ?? (text as { values?: unknown[] }).values ?? []) as unknown[]]);
      }
      return (real as (...args: unknown[]) => unknown)(text, values, ...rest);
    };
    Object.assign(pool, { query: recording });
    try {
      const { next_cursor } = expect(await client.get(path), 200);
      if (next_cursor !== null) {
        expect(await client.get(`${path}&cursor=${encodeURIComponent(next_cursor)}`), 200);
      }
    } finally {
      Object.assign(pool, { query: real });
    }
    assert.ok(statements.length > 0, `no statement of ${path} was seen`);
    return statements;
  };
}
