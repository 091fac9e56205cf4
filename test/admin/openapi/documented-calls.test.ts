import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { documentedExample } from '../../support/documentation.ts';
import { adminApi } from '../support/admin-api.ts';
import { expect } from '../support/client.ts';
import { listedMail, mailTo } from '../support/mails.ts';

test("the administrator's first quarter of an hour, as it is documented", async (t) => {
  const { app, admin } = await adminApi(t, 'kaliaops', listedMail);
  const POSTERN = await app.listen({ host: '127.0.0.1', port: 0 });
  const TOKEN = admin.token;
  const script = `set -euo pipefail\n${documentedExample('docs/management-api.md', 'sh')}`;
  const { stdout } = await promisify(execFile)('bash', ['-c', script], {
    env: { ...process.env, POSTERN, TOKEN },
  });
  assert.match(stdout, /"incidents\.delete"/);
  const { assignments, denials } = expect(await admin.get('/users/ticket-bot'), 200);
  assert.deepEqual([assignments.length, denials.length], [1, 1]);
  assert.equal(expect(await admin.get('/organizations/acme'), 200).description, 'Anvils');
  assert.ok(await mailTo(app, 'anna@example.com'));
});
