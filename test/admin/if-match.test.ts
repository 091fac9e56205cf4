import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adminApi } from './support/admin-api.ts';
import { expect } from './support/client.ts';
import { smallCompany } from './support/company.ts';

test('If-Match', async (t) => {
  const { admin, pool } = await adminApi(t);
  await smallCompany(admin);

  await t.test('is demanded by PATCH, PUT and DELETE', async () => {
    expect(
      await admin.request('PATCH', '/organizations/north', { body: { name: 'N' } }),
      428,
      'precondition-required',
    );
    expect(await admin.request('DELETE', '/teams/north-team'), 428, 'precondition-required');
    expect(await admin.request('PUT', '/users/viewer/organizations/south'), 428, 'precondition-required');
    const any = await admin.request('DELETE', '/users/viewer', { match: '*' });
    expect(any, 428, 'precondition-required');
  });

  await t.test('refuses what is stale, and says what is current', async () => {
    const stale = await admin.tag('/organizations/north');
    expect(await admin.patch('/organizations/north', { name: 'N1' }), 200);
    const refused = await admin.request('PATCH', '/organizations/north', {
      body: { name: 'N2' },
      match: stale,
    });
    expect(refused, 412, 'changed-meanwhile');
    assert.equal(refused.headers.etag, await admin.tag('/organizations/north'));
    expect(
      await admin.request('DELETE', '/users/viewer', { match: `W/${await admin.tag('/users/viewer')}` }),
      412,
    );
    assert.equal(expect(await admin.get('/organizations/north'), 200).name, 'N1');
  });

  await t.test('takes a list of tags, and nothing that is no tag', async () => {
    const tag = await admin.tag('/organizations/north');
    const listed = await admin.request('PATCH', '/organizations/north', {
      body: { name: 'N' },
      match: `"0", ${tag}`,
    });
    expect(listed, 200);
    for (const match of ['7', '"7', 'x"7"', '"7" "8"', '""7""']) {
      const refused = await admin.request('PATCH', '/organizations/north', { body: { name: 'N' }, match });
      assert.equal(expect(refused, 400).errors[0].field, 'if-match');
    }
  });

  await t.test('is looked at by POST when it is there', async () => {
    const match = '"999"';
    expect(await admin.request('POST', '/users/viewer/deactivate', { match }), 412, 'changed-meanwhile');
    expect(await admin.request('POST', '/users/viewer/deactivate'), 200);
  });

  await t.test('loses no update of many at once', async () => {
    const writers = 12;
    const rounds = 5;
    let done = 0;
    let refused = 0;
    await Promise.all(
      Array.from({ length: writers }, async () => {
        for (let round = 0; round < rounds; ) {
          const read = await admin.get('/organizations/south');
          const count = Number(read.body.description || '0') + 1;
          const answer = await admin.request('PATCH', '/organizations/south', {
            body: { description: String(count) },
            match: String(read.headers.etag),
          });
          if (answer.status === 200) {
            done += 1;
            round += 1;
          } else {
            expect(answer, 412);
            refused += 1;
          }
        }
      }),
    );
    const { description, version } = expect(await admin.get('/organizations/south'), 200);
    assert.equal(description, String(writers * rounds));
    assert.equal(version, 1 + writers * rounds);
    assert.equal(done, writers * rounds);
    assert.ok(refused > 0, 'writers did meet');
    const { rows } = await pool.query(
      `SELECT FROM audit_events WHERE target_id = 'south' AND action = 'organizations.update'`,
    );
    assert.equal(rows.length, writers * rounds);
  });
});
