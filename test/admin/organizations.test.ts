import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adminApi } from './support/admin-api.ts';
import { expect } from './support/client.ts';

test('organizations', async (t) => {
  const { admin, as } = await adminApi(t);

  await t.test('are made, read, changed and deleted', async () => {
    const made = await admin.post('/organizations', { id: 'north', code: 'NORTH', name: 'North' });
    expect(made, 201);
    assert.equal(made.headers.location, '/admin/v1/organizations/north');
    assert.equal(made.headers.etag, '"1"');
    assert.match(String(made.headers['postern-revision']), /^\d+\.\d+$/);
    const read = await admin.get('/organizations/north');
    assert.deepEqual(expect(read, 200), made.body);
    const changed = await admin.patch('/organizations/north', { description: 'Up there' });
    assert.equal(expect(changed, 200).description, 'Up there');
    assert.equal(changed.body.code, 'NORTH');
    assert.equal(changed.headers.etag, '"2"');
    expect(await admin.delete('/organizations/north'), 204);
    expect(await admin.get('/organizations/north'), 404, 'not-found');
  });
});
