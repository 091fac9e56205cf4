import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Pool } from 'pg';
import { trimAnswers } from '../../../src/admin/idempotency/queries.ts';
import { adminApi } from '../support/admin-api.ts';
import { type Answer, Client, expect } from '../support/client.ts';
import { person, smallCompany } from '../support/company.ts';
import { listedMail, mailsTo, mailTo } from '../support/mails.ts';

const SAME = ['content-type', 'etag', 'location', 'postern-revision', 'cache-control'];

/** Asserts that an answer is the one before, sent again. */
function assertReplayed(again: Answer, first: Answer): void {
  assert.equal(first.headers['idempotent-replayed'], undefined);
  assert.equal(again.headers['idempotent-replayed'], 'true', JSON.stringify(again.body));
  assert.equal(again.status, first.status);
  assert.deepEqual(again.body, first.body);
  for (const name of SAME) assert.equal(again.headers[name], first.headers[name], name);
}

function sender(client: Client) {
  return (path: string, key: string, body?: unknown) =>
    client.request('POST', path, {
      headers: { 'idempotency-key': key },
      ...(body === undefined ? {} : { body }),
    });
}

async function count(pool: Pool, text: string, values: unknown[] = []): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(`SELECT count(*)::int FROM ${text}`, values);
  return rows[0]?.count ?? Number.NaN;
}

test('a POST that is sent again with its key', async (t) => {
  const { app, admin, pool, another } = await adminApi(t, 'kaliaops', listedMail);
  await smallCompany(admin);
  const send = sender(admin);

  await t.test('gets the same answer and has no second effect', async () => {
    const body = { code: 'WEST', name: 'West' };
    const first = await send('/organizations', 'org-1', body);
    expect(first, 201);
    assert.ok(first.headers.location);
    assertReplayed(await send('/organizations', '"org-1"', { name: 'West', code: 'WEST' }), first);
    assert.equal(await count(pool, "organizations WHERE code = 'WEST'"), 1);
    assert.equal(await count(pool, 'audit_events WHERE target_id = $1', [first.body.id]), 1);
  });

  await t.test('gets it as it was then, whatever became of the thing', async () => {
    const first = await send('/organizations', 'org-2', { id: 'east', code: 'EAST', name: 'East' });
    expect(await admin.patch('/organizations/east', { name: 'Far East' }), 200);
    assertReplayed(await send('/organizations', 'org-2', { id: 'east', code: 'EAST', name: 'East' }), first);
    expect(await admin.delete('/organizations/east'), 204);
    assertReplayed(await send('/organizations', 'org-2', { id: 'east', code: 'EAST', name: 'East' }), first);
    expect(await admin.get('/organizations/east'), 404);
  });

  await t.test('whatever its answer is: 200, 202, 204', async () => {
    const deactivated = await send('/users/viewer/deactivate', 'off');
    assert.equal(expect(deactivated, 200).status, 'deactivated');
    assertReplayed(await send('/users/viewer/deactivate', 'off'), deactivated);
    expect(await admin.post('/users/viewer/deactivate'), 409, 'wrong-status');

    const unlocked = await send('/users/north-tech/unlock', 'unlock');
    expect(unlocked, 204);
    assertReplayed(await send('/users/north-tech/unlock', 'unlock'), unlocked);

    const bulk = { put: [{ type: 'asset', id: 'a1', organization: 'north' }] };
    const put = await send('/resources/bulk', 'bulk', bulk);
    expect(put, 200);
    assertReplayed(await send('/resources/bulk', 'bulk', bulk), put);
  });

  await t.test('keeps little of a change of many things', async () => {
    const many = Array.from({ length: 1_000 }, (_, index) => ({ type: 'asset', id: `m${index}` }));
    const put = await send('/resources/bulk', 'many', { put: many });
    assert.equal(expect(put, 200).created, 1_000);
    assertReplayed(await send('/resources/bulk', 'many', { put: many }), put);
    assert.ok((await count(pool, 'idempotency_keys WHERE jsonb_array_length(questions) > 201')) === 0);
    assert.ok((await count(pool, 'idempotency_keys WHERE jsonb_array_length(questions) > 100')) === 1);
  });

  await t.test('mails one link', async () => {
    const body = { email: 'new@example.com', name: 'New', role: 'viewer' };
    const first = await send('/invitations', 'invite', body);
    expect(first, 201);
    await mailTo(app, 'new@example.com');
    assertReplayed(await send('/invitations', 'invite', body), first);
    const path = `/invitations/${first.body.id}/resend`;
    const resent = await send(path, 'resend');
    const mail = await mailTo(app, 'new@example.com', 2);
    assertReplayed(await send(path, 'resend'), resent);
    assert.equal((await mailsTo(app, 'new@example.com')).length, 2);
    const link = /#token=([\w-]+)/.exec(mail.text)?.[1] ?? '';
    assert.ok(link);
    const { rows } = await pool.query<{ all: string }>(
      `SELECT string_agg(to_jsonb(k)::text, '') AS all FROM idempotency_keys AS k`,
    );
    assert.equal(rows[0]?.all.includes(link), false);
  });

  await t.test('after a restart, too, and at another process', async () => {
    const body = { organization: 'north', name: 'Night shift' };
    const first = await send('/teams', 'team', body);
    expect(first, 201);
    const elsewhere = sender(new Client(await another(), admin.token));
    assertReplayed(await elsewhere('/teams', 'team', body), first);
    assert.equal(await count(pool, "teams WHERE name = 'Night shift'"), 1);
  });

  await t.test('with anything else under the same key is refused', async () => {
    const body = { organization: 'north', name: 'Day shift' };
    expect(await send('/teams', 'day', body), 201);
    expect(await send('/teams', 'day', { ...body, name: 'Other shift' }), 422, 'key-reused');
    expect(await send('/teams?x=1', 'day', body), 422, 'key-reused');
    expect(await send('/organizations', 'day', { code: 'DAY', name: 'Day' }), 422, 'key-reused');
    expect(await send('/users/north-tech/unlock', 'day'), 422, 'key-reused');
    assert.equal(await count(pool, "organizations WHERE code = 'DAY'"), 0);
  });

  await t.test('is judged afresh where it was refused', async () => {
    const body = { code: 'NORTH', name: 'Second north' };
    expect(await send('/organizations', 'late', body), 409, 'already-taken');
    expect(await admin.patch('/organizations/north', { code: 'NORTH-1' }), 200);
    const made = await send('/organizations', 'late', body);
    expect(made, 201);
    assertReplayed(await send('/organizations', 'late', body), made);
    expect(await send('/organizations', 'other', { code: 'X' }), 400);
    expect(await send('/organizations', 'other', { code: 'X', name: 'X' }), 201);
  });

  await t.test('is a new request once the answer has expired', async () => {
    const body = { role: 'viewer', organization: 'south' };
    const path = '/users/north-tech/assignments';
    const first = await send(path, 'short', body);
    expect(first, 201);
    const { rows } = await pool.query<{ hours: number }>(
      `SELECT round(extract(epoch FROM max(expires_at - created_at)) / 3600)::int AS hours FROM idempotency_keys`,
    );
    assert.deepEqual(rows, [{ hours: 24 }]);
    await pool.query("UPDATE idempotency_keys SET expires_at = now() - interval '1 second'");
    expect(await send(path, 'short', body), 409, 'already-taken');
    expect(await admin.delete(`${path}/${first.body.id}`, '/users/north-tech'), 204);
    const second = await send(path, 'short', body);
    assert.notEqual(expect(second, 201).id, first.body.id);
    assertReplayed(await send(path, 'short', body), second);
    assert.ok((await count(pool, 'idempotency_keys')) > 1);
    await trimAnswers(pool);
    assert.equal(await count(pool, 'idempotency_keys'), 1);
  });

  await t.test('has a key that can be read', async () => {
    for (const key of ['', '""', 'a'.repeat(256), 'a, b']) {
      const refused = await send('/organizations', key, { code: 'K', name: 'K' });
      assert.equal(expect(refused, 400, 'malformed-request').errors[0].field, 'idempotency-key');
    }
    assert.equal(await count(pool, "organizations WHERE code = 'K'"), 0);
  });
});

test('a POST that changes nothing keeps nothing, and only a POST has a key', async (t) => {
  const { admin, pool } = await adminApi(t);
  const headers = { 'idempotency-key': 'one' };
  await admin.make('/roles', { id: 'r1', name: 'R1', scope: 'own', permissions: ['assets.view'] });
  const body = { permissions: ['assets.edit'] };
  expect(await admin.request('POST', '/roles/r1/preview', { body, headers }), 200);
  const match = await admin.tag('/roles/r1');
  expect(await admin.request('PATCH', '/roles/r1', { body, headers, match }), 200);
  expect(await admin.request('PATCH', '/roles/r1', { body, headers, match }), 412);
  assert.equal(await count(pool, 'idempotency_keys'), 0);
  expect(await admin.request('POST', '/users', { body: person('u1'), headers }), 201);
  assert.equal(await count(pool, 'idempotency_keys'), 1);
});
