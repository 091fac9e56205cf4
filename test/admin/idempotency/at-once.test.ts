import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import type { Pool } from 'pg';
import { until } from '../../support/until.ts';
import { adminApi } from '../support/admin-api.ts';
import { type Answer, Client, expect } from '../support/client.ts';
import { person, smallCompany } from '../support/company.ts';

const headers = { 'idempotency-key': 'the-same' };

test('fifty at once with the same key, at two processes, make one thing', async (t) => {
  const { admin, pool, another } = await adminApi(t);
  const clients = [admin, new Client(await another(), admin.token)];
  const send = (index: number) =>
    (clients[index % 2] as Client).request('POST', '/users', {
      body: { name: 'Nobody', kind: 'service' },
      headers,
    });
  const waves: Answer[][] = [];
  for (let wave = 0; wave < 2; wave += 1)
    waves.push(await Promise.all(Array.from({ length: 50 }, (_, index) => send(index))));
  const [first = [], second = []] = waves;
  const made = first.filter(({ status }) => status === 201);
  assert.ok(made.length > 0);
  for (const refused of first.filter(({ status }) => status !== 201)) expect(refused, 409, 'still-running');
  const ids = new Set([...made, ...second].map((answer) => expect(answer, 201).id));
  assert.equal(ids.size, 1);
  assert.equal(
    first.filter((answer) => answer.status === 201 && !answer.headers['idempotent-replayed']).length,
    1,
  );
  const { rows } = await pool.query("SELECT FROM users WHERE name = 'Nobody'");
  assert.equal(rows.length, 1);
  const { rows: entries } = await pool.query('SELECT FROM audit_events WHERE target_id = $1', [[...ids][0]]);
  assert.equal(entries.length, 1);
});

test('each of fifty keys at once has its own effect', async (t) => {
  const { admin, pool } = await adminApi(t);
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, index) =>
      admin.request('POST', '/users', {
        body: { name: `n${index}`, kind: 'service' },
        headers: { 'idempotency-key': `k${index}` },
      }),
    ),
  );
  for (const answer of answers) expect(answer, 201);
  await allFree(pool);
  const { rows } = await pool.query('SELECT FROM idempotency_keys');
  assert.equal(rows.length, 50);
});

test('two that change each other, again and again, do not end in a deadlock', async (t) => {
  const { admin, as, pool } = await adminApi(t);
  await smallCompany(admin);
  for (const id of ['one', 'other']) await admin.make('/users', person(id, 'admin'));
  const [one, other] = [await as('one'), await as('other')];
  for (let round = 0; round < 10; round += 1) {
    const change = (client: Client, user: string) =>
      client.request('POST', `/users/${user}/unlock`, { headers: { 'idempotency-key': `r${round}` } });
    for (const answer of await Promise.all([change(one, 'other'), change(other, 'one')])) expect(answer, 204);
  }
  await allFree(pool);
});

test('the same key while the first request runs is told to wait', async (t) => {
  const { admin, pool } = await adminApi(t);
  const body = { code: 'ONE', name: 'One' };
  const release = await holdRevision(pool);
  const running = admin.request('POST', '/organizations', { body, headers });
  await until(() => keyIsLocked(pool), 'the first request');
  expect(await admin.request('POST', '/organizations', { body, headers }), 409, 'still-running');
  expect(await admin.request('POST', '/organizations', { body: { code: 'TWO', name: 'Two' }, headers }), 409);
  await release();
  const first = await running;
  expect(first, 201);
  const again = await admin.request('POST', '/organizations', { body, headers });
  assert.equal(expect(again, 201).id, first.body.id);
});

test('a client that goes away leaves no connection behind, and finds out what happened', async (t) => {
  const { app, admin, pool } = await adminApi(t);
  const address = new URL(await app.listen({ host: '127.0.0.1', port: 0 }));
  const body = JSON.stringify({ code: 'GONE', name: 'Gone' });
  const release = await holdRevision(pool);
  const socket = connect(Number(address.port), address.hostname);
  socket.write(
    `POST /admin/v1/organizations HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${admin.token}\r\n` +
      `Content-Type: application/json\r\nIdempotency-Key: the-same\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );
  await until(() => keyIsLocked(pool), 'the request');
  socket.destroy();
  await release();
  await allFree(pool);
  const again = await admin.request('POST', '/organizations', { body, headers });
  expect(again, 201);
  const { rows } = await pool.query("SELECT FROM organizations WHERE code = 'GONE'");
  assert.equal(rows.length, 1);
});

test('what can not be kept is not done', async (t) => {
  const { admin, pool } = await adminApi(t);
  const body = { code: 'LOST', name: 'Lost' };
  await pool.query('ALTER TABLE idempotency_keys ADD CONSTRAINT refused CHECK (false) NOT VALID');
  const failed = await admin.request('POST', '/organizations', { body, headers });
  expect(failed, 500, 'internal-error');
  for (const name of ['etag', 'location', 'postern-revision']) assert.equal(failed.headers[name], undefined);
  const { rows } = await pool.query("SELECT FROM organizations WHERE code = 'LOST'");
  assert.equal(rows.length, 0);
  await allFree(pool);
  await pool.query('ALTER TABLE idempotency_keys DROP CONSTRAINT refused');
  expect(await admin.request('POST', '/organizations', { body, headers }), 201);
});

/** Waits until no connection is in use. */
function allFree(pool: Pool): Promise<void> {
  return until(() => pool.idleCount === pool.totalCount, 'the end of all transactions');
}

/** Keeps every change from ending. Returns what lets them go on. */
async function holdRevision(pool: Pool): Promise<() => Promise<void>> {
  const client = await pool.connect();
  await client.query('BEGIN');
  await client.query('SELECT FROM revision FOR UPDATE');
  return async () => {
    await client.query('ROLLBACK');
    client.release();
  };
}

async function keyIsLocked(pool: Pool): Promise<boolean> {
  const { rows } = await pool.query(
    `SELECT FROM pg_locks AS l JOIN pg_database AS d ON d.oid = l.database
     WHERE d.datname = current_database() AND l.locktype = 'advisory' AND l.mode = 'ExclusiveLock'`,
  );
  return rows.length > 0;
}
