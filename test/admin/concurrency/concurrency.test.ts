import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { type AdminApi, adminApi } from '../support/admin-api.ts';
import { listedMail } from '../support/mails.ts';
import { PASSWORD } from '../support/people.ts';

const CLIENTS = 50;
const CALLS = 6 * Number(process.env.POSTERN_TEST_RUNS ?? '1');
const ADMINISTRATORS = Array.from({ length: 12 }, (_, index) => `admin-${index}`);
const OTHERS = ['tech-0', 'tech-1', 'tech-2'];
const EMPLOYEES = ['employee-0', 'employee-1'];

/** A call over a real connection. */
interface Answer {
  readonly status: number;
  readonly tag: string | undefined;
  // biome-ignore lint/suspicious/noExplicitAny: whatever the API answered
  readonly body: any;
}

type Speak = (method: string, path: string, body?: object, tag?: string) => Promise<Answer>;

function speaker(origin: string, token: string): Speak {
  return async (method, path, body, tag) => {
    const answer = await fetch(`${origin}/admin/v1${path}`, {
      method,
      headers: {
        ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(tag === undefined ? {} : { 'if-match': tag }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    const json = /json/.test(answer.headers.get('content-type') ?? '');
    return {
      status: answer.status,
      tag: answer.headers.get('etag') ?? undefined,
      body: json ? JSON.parse(text) : text,
    };
  };
}

function some<T>(items: readonly T[]): T {
  return items[Math.floor(Math.random() * items.length)] as T;
}

/** What happened: how often each status came, and what succeeded. */
interface Tally {
  readonly statuses: Map<number, number>;
  readonly failures: string[];
  readonly accepted: Map<string, number>;
  raised: number;
}

type Deed = (speak: Speak, tally: Tally, links: readonly string[]) => Promise<Answer>;

/** Changes something of a user as it is now. */
function touching(change: (speak: Speak, user: string, seen: Answer) => Promise<Answer>): Deed {
  return async (speak) => {
    const user = some([...ADMINISTRATORS, ...OTHERS, 'bootstrap-administrator']);
    const seen = await speak('GET', `/users/${user}`);
    return seen.status === 200 ? change(speak, user, seen) : seen;
  };
}

const DEEDS: readonly Deed[] = [
  touching((speak, user, { body, tag }) => {
    const held = body.assignments.find(({ role }: { role: string }) => role === 'admin');
    return held
      ? speak('DELETE', `/users/${user}/assignments/${held.id}`, undefined, tag)
      : speak('POST', `/users/${user}/assignments`, { role: 'admin' });
  }),
  touching((speak, user, { body, tag }) => {
    const held = body.assignments.find(({ role }: { role: string }) => role === 'admin');
    const soon = new Date(Date.now() + 3_600_000).toISOString();
    return held
      ? speak('PATCH', `/users/${user}/assignments/${held.id}`, { not_after: soon }, tag)
      : Promise.resolve({ status: 200, tag, body });
  }),
  touching((speak, user) => speak('POST', `/users/${user}/deactivate`)),
  touching((speak, user) => speak('POST', `/users/${user}/reactivate`)),
  touching((speak, user) => speak('POST', `/users/${user}/reactivate`)),
  touching((speak, user, { body }) =>
    speak('POST', `/users/${user}/assignments`, { role: body.denials.length > 0 ? 'tech' : 'admin' }),
  ),
  touching((speak, user) => speak('POST', `/users/${user}/denials`, { permission: 'users.manage' })),
  touching((speak, user, { tag, body }) =>
    body.denials[0] === undefined
      ? Promise.resolve({ status: 200, tag, body })
      : speak('DELETE', `/users/${user}/denials/${body.denials[0].id}`, undefined, tag),
  ),
  touching((speak, user, { tag }) =>
    Math.random() < 0.3 ? speak('DELETE', `/users/${user}`, undefined, tag) : speak('GET', `/users/${user}`),
  ),
  touching((speak, user, { tag }) => speak('PATCH', `/users/${user}`, { employee: some(EMPLOYEES) }, tag)),
  (speak) =>
    speak('POST', '/invitations', {
      email: `${some(['a', 'b'])}@example.com`,
      name: 'Guest',
      role: 'viewer',
    }),
  async (speak, tally, links) => {
    const token = some(links);
    const answer = await speak('POST', '/invitations/accept', { token, password: PASSWORD });
    if (answer.status === 200) tally.accepted.set(token, (tally.accepted.get(token) ?? 0) + 1);
    return answer;
  },
  async (speak, tally) => {
    const seen = await speak('GET', '/organizations/counter');
    if (seen.status !== 200) return seen;
    const raised = { description: String(Number(seen.body.description) + 1) };
    const answer = await speak('PATCH', '/organizations/counter', raised, seen.tag);
    if (answer.status === 200) tally.raised += 1;
    return answer;
  },
];

test('50 clients that demote, deactivate, deny, delete and invite at random', async (t) => {
  const api = await adminApi(t, 'kaliaops', listedMail);
  const { links, tokens } = await prepare(api);
  const address = await api.app.listen({ host: '127.0.0.1', port: 0 });
  const tally: Tally = { statuses: new Map(), failures: [], accepted: new Map(), raised: 0 };
  const client = async (index: number) => {
    const speak = speaker(address, tokens[index % tokens.length] ?? '');
    for (let call = 0; call < CALLS; call += 1) {
      const answer = await some(DEEDS)(speak, tally, links);
      tally.statuses.set(answer.status, (tally.statuses.get(answer.status) ?? 0) + 1);
      if (answer.status >= 500) tally.failures.push(JSON.stringify(answer.body));
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, (_, index) => client(index)));
  t.diagnostic(JSON.stringify([...tally.statuses]));

  await t.test('no answer was an error of the server', () => assert.deepEqual(tally.failures, []));

  await t.test('there is an administrator: active, unbound, without end or denial', async () => {
    const { rows } = await api.pool.query(
      `SELECT u.id FROM users AS u JOIN role_assignments AS a ON a.user_id = u.id JOIN roles AS r ON r.id = a.role_id
       WHERE u.status = 'active' AND r.administrator AND a.organization_id IS NULL AND a.not_after IS NULL
         AND NOT EXISTS (SELECT FROM permission_denials AS d WHERE d.user_id = u.id)`,
    );
    assert.ok(rows.length > 0);
  });

  await t.test('no employee has two users', async () => {
    const { rows } = await api.pool.query<{ users: number }>(
      'SELECT count(*)::int AS users FROM users WHERE employee_id IS NOT NULL GROUP BY employee_id',
    );
    for (const { users } of rows) assert.equal(users, 1);
  });

  await t.test('no invitation was accepted twice, and an address has one open invitation', async () => {
    for (const [token, times] of tally.accepted) assert.equal(times, 1, token);
    const { rows } = await api.pool.query(
      `SELECT lower(email) FROM invitations WHERE accepted_at IS NULL AND revoked_at IS NULL
       GROUP BY 1 HAVING count(*) > 1`,
    );
    assert.deepEqual(rows, []);
  });

  await t.test('no update was lost: as many came in as were answered 200', async () => {
    const { rows } = await api.pool.query<{ description: string }>(
      `SELECT description FROM organizations WHERE id = 'counter'`,
    );
    assert.equal(rows[0]?.description, String(tally.raised));
  });

  await t.test(
    'every change has its entry in the history, and the documents are as the tables say',
    async () => {
      const { rows } = await api.pool.query(
        `SELECT collection, key FROM current_document AS c
       WHERE NOT EXISTS (SELECT FROM policy_document AS p WHERE (p.collection, p.key) = (c.collection, c.key COLLATE "C")
                           AND p.document = c.document)`,
      );
      assert.deepEqual(rows, []);
      const counted = await api.pool.query<{ changes: number }>(
        `SELECT count(*)::int AS changes FROM audit_events WHERE action = 'organizations.update' AND target_id = 'counter'`,
      );
      assert.equal(counted.rows[0]?.changes, tally.raised);
    },
  );
});

test('50 clients change one thing as they all saw it: one succeeds, the others get 412', async (t) => {
  const api = await adminApi(t);
  await api.admin.make('/organizations', { id: 'counter', code: 'C', name: 'Counter', description: '0' });
  const { tokens } = await prepareTokens(api, ['bootstrap-administrator']);
  const address = await api.app.listen({ host: '127.0.0.1', port: 0 });
  const speak = speaker(address, tokens[0] ?? '');
  const { tag } = await speak('GET', '/organizations/counter');
  const answers = await Promise.all(
    Array.from({ length: CLIENTS }, (_, index) =>
      speak('PATCH', '/organizations/counter', { description: `by ${index}` }, tag),
    ),
  );
  const statuses = answers.map(({ status }) => status).sort();
  assert.deepEqual(statuses, [200, ...Array.from({ length: CLIENTS - 1 }, () => 412)]);
});

/** Administrators, others, employees and open invitations, with tokens to act and links to follow. */
async function prepare(api: AdminApi): Promise<{ tokens: string[]; links: string[] }> {
  const { admin, pool } = api;
  const person = (id: string, role: string) => ({
    id,
    name: id,
    email: `${id}@example.com`,
    assignments: [{ role }],
  });
  for (const id of ADMINISTRATORS) await admin.make('/users', person(id, 'admin'));
  for (const id of OTHERS) await admin.make('/users', person(id, 'tech'));
  for (const id of EMPLOYEES) await admin.make('/employees', { id, name: id });
  await admin.make('/organizations', { id: 'counter', code: 'C', name: 'Counter', description: '0' });
  const links: string[] = [];
  for (const name of ['x', 'y', 'z']) {
    const { id } = await admin.make('/invitations', { email: `${name}@example.com`, name, role: 'viewer' });
    const link = randomBytes(32).toString('base64url');
    await pool.query('UPDATE invitations SET token_hash = $2 WHERE id = $1', [id, hashOf(link)]);
    links.push(link);
  }
  return { links, ...(await prepareTokens(api, ['bootstrap-administrator', ...ADMINISTRATORS])) };
}

async function prepareTokens({ pool }: AdminApi, users: readonly string[]): Promise<{ tokens: string[] }> {
  const tokens: string[] = [];
  for (const user of users) {
    const token = randomBytes(32).toString('base64url');
    await pool.query(
      `INSERT INTO api_tokens (id, user_id, name, token_hash) VALUES (gen_random_uuid(), $1, 'test', $2)`,
      [user, hashOf(token)],
    );
    tokens.push(token);
  }
  return { tokens };
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
