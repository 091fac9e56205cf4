/** See scripts/fuzz-management.sh. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { tokenHash } from '../../src/admin/authentication.ts';
import { BOOTSTRAP_USER } from '../../src/admin/bootstrap-administrator.ts';
import { startEmbedded } from '../../src/db/embedded.ts';
import { type AdminApi, adminApi } from '../admin/support/admin-api.ts';
import { expect } from '../admin/support/client.ts';
import { smallCompany } from '../admin/support/company.ts';
import { listedMail } from '../admin/support/mails.ts';
import { joined } from '../admin/support/people.ts';
import { fuzz } from './schemathesis.ts';
import { differences, dumpTables } from './table-dump.ts';

/** What everybody may do, whoever they are. */
const NOT_OPEN = ['Signing in', 'Links in mails'].flatMap((tag) => ['--exclude-tag', tag]);
/** What people who signed in may do, but for what ends the session. */
const OWN_ACCOUNT = [
  ...['--include-tag', 'My account'],
  ...['signOut', 'endSessions', 'changePassword'].flatMap((id) => ['--exclude-operation-id', id]),
];

/** Lists of tokens name the very one that asks, and revoked it could ask for nothing any more. */
const NOT_REVOKED = ['--exclude-operation-id', 'deleteApiToken'];
const REVOKED = ['--include-operation-id', 'deleteApiToken'];

const seconds = Number(process.env.FUZZ_SECONDS ?? 120);
const home = mkdtempSync(join(tmpdir(), 'postern-fuzz-'));
const database = await startEmbedded({ home, durable: false });
process.env.TEST_DATABASE_URL = database.url;
const closing: (() => unknown)[] = [];
const api = await adminApi({ after: (close: () => unknown) => closing.push(close) } as never, 'kaliaops', {
  ...listedMail,
  openRequestsPerMinute: 1_000_000,
});

try {
  await populate(api);
  const base = await api.app.listen({ host: '127.0.0.1', port: 0 });
  const viewer = await tokenOf(api, 'viewer');
  const administrator = await tokenOf(api, BOOTSTRAP_USER);
  const { browser } = await joined(api.app, api.admin, { email: 'anna@example.com', role: 'manager' });
  const asking = { base, seconds };

  heading('as a viewer');
  const before = await dumpTables(api.pool);
  const good = [
    await fuzz({ ...asking, headers: bearer(viewer), known: await knownIds(api), args: NOT_OPEN }),
  ];
  const changed = differences(before, await dumpTables(api.pool));
  assert.deepEqual(changed, [], 'the viewer changed something');

  heading('as somebody who signed in');
  const session = { cookie: browser.cookie ?? '', 'x-csrf-token': browser.csrf ?? '' };
  good.push(
    await fuzz({
      ...asking,
      seconds: Math.ceil(seconds / 4),
      headers: session,
      known: {},
      args: OWN_ACCOUNT,
    }),
  );

  heading('as an administrator');
  const untouched = await dumpTables(api.pool);
  good.push(
    await fuzz({ ...asking, headers: bearer(administrator), known: await knownIds(api), args: NOT_REVOKED }),
  );
  heading('as an administrator, to revoke tokens');
  good.push(
    await fuzz({
      ...asking,
      seconds: 5,
      headers: bearer(await tokenOf(api, BOOTSTRAP_USER)),
      known: await knownIds(api),
      args: REVOKED,
    }),
  );

  const touched = differences(untouched, await dumpTables(api.pool));
  process.stdout.write(`The administrator changed ${touched.length} tables:\n${await changesMade(api)}\n`);
  assert.ok(touched.length > 5, 'the administrator changed little, so that the viewer proves nothing');

  const still = await fetch(`${base}/admin/v1/users?limit=1`, { headers: bearer(administrator) });
  assert.equal(still.status, 200, await still.text());
  if (good.includes(false)) process.exitCode = 1;
  else process.stdout.write('The management API is as described.\n');
} finally {
  for (const close of closing) await close();
  await database.stop();
  rmSync(home, { recursive: true, force: true });
}

function heading(who: string): void {
  process.stdout.write(`\n== ${who}\n`);
}

function bearer(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}

async function tokenOf({ pool }: AdminApi, user: string): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  await pool.query('INSERT INTO api_tokens (id, user_id, name, token_hash) VALUES ($1, $2, $3, $4)', [
    uuidv7(),
    user,
    'fuzz',
    tokenHash(token),
  ]);
  return token;
}

/** One of everything, so that there is something to ask about. */
async function populate({ admin }: AdminApi): Promise<void> {
  await smallCompany(admin);
  await admin.make('/users/viewer/grants', { permission: 'assets.view', scope: 'team' });
  await admin.make('/users/viewer/denials', { permission: 'contracts.*' });
  await admin.make('/roles', {
    id: 'support',
    name: 'L1 Support',
    scope: 'team',
    permissions: ['incidents.*'],
  });
  await admin.make('/employees', { id: 'e1', name: 'Ada', organization: 'north', team: 'north-team' });
  await admin.make('/invitations', { email: 'ben@example.com', name: 'Ben', role: 'viewer' });
  await admin.make('/api-tokens', {
    name: 'report',
    permissions: ['assets.view'],
    not_after: new Date(Date.now() + 86_400_000).toISOString(),
  });
  await admin.put('/organizations/south/limits/asset', '/organizations/south', { resources: ['a1'] });
  const put = Array.from({ length: 5 }, (_, n) => ({ type: 'asset', id: `a${n}`, organization: 'north' }));
  expect(await admin.post('/resources/bulk', { put }), 200);
}

/** How often each change was made, from the history. */
async function changesMade({ pool }: AdminApi): Promise<string> {
  const { rows } = await pool.query<{ line: string }>(
    `SELECT action || ': ' || count(*) AS line FROM audit_events GROUP BY action ORDER BY action`,
  );
  return rows.map(({ line }) => line).join(', ');
}

/** Ids that are there, but for the administrator's own: without these it could ask for nothing any more. */
async function knownIds({ pool }: AdminApi): Promise<Record<string, string[]>> {
  const ids = async (sql: string) => (await pool.query<{ id: string }>(sql)).rows.map(({ id }) => id);
  const others = `NOT IN ('${BOOTSTRAP_USER}', 'viewer')`;
  const people = await ids(`SELECT id FROM users WHERE id ${others}`);
  const organizations = await ids('SELECT id FROM organizations');
  return {
    'users/id': people,
    'users/user': people,
    'users/right': await ids(
      `SELECT id::text FROM role_assignments WHERE user_id ${others}
       UNION ALL SELECT id::text FROM permission_grants UNION ALL SELECT id::text FROM permission_denials`,
    ),
    'users/group': [...organizations, ...(await ids('SELECT id FROM teams'))],
    'organizations/id': organizations,
    'organizations/organization': organizations,
    'organizations/type': ['asset', 'contract'],
    'teams/id': await ids('SELECT id FROM teams'),
    'employees/id': await ids('SELECT id FROM employees'),
    'roles/id': await ids('SELECT id FROM roles'),
    'invitations/id': await ids('SELECT id::text FROM invitations'),
    'api-tokens/id': await ids(`SELECT id::text FROM api_tokens WHERE name = 'report'`),
    'body/role': await ids(`SELECT id FROM roles WHERE id <> 'admin'`),
    'body/organization': organizations,
    'body/team': await ids('SELECT id FROM teams'),
    'body/employee': await ids('SELECT id FROM employees'),
    'body/permission': ['assets.view', 'contracts.*', '*'],
    'resources/type': ['asset'],
    'resources/id': ['a0', 'a1', 'a2', 'a3', 'a4'],
  };
}
