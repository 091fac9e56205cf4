import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { test } from 'node:test';
import { packageRoot } from '../../src/package-root.ts';
import { testDatabase } from '../support/database.ts';
import { builtCommand, environment, temporaryFolder } from '../support/dev-process.ts';
import { freePort } from '../support/free-port.ts';

const [patience, pause] = [30_000, 50];

test('serve runs on a database of its own, prints the first token once, and ends with SIGTERM', async (t) => {
  const { url } = await testDatabase(t);
  const folder = temporaryFolder(t);

  const first = await serve();
  const token = first.printed().match(/kept nowhere:\n(\S+)/)?.[1];
  const users = await fetch(`${first.admin}/admin/v1/users`, {
    headers: { authorization: `Bearer ${token}` },
  });
  assert.equal(users.status, 200);
  const { items } = (await users.json()) as { items: { id: string }[] };
  assert.deepEqual(
    items.map(({ id }) => id),
    ['bootstrap-administrator'],
    'there is no demo company',
  );
  const decision = await fetch(`${first.access}/access/v1/evaluation`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      subject: { type: 'service', id: 'bootstrap-administrator' },
      action: { name: 'assets.view' },
      resource: { type: 'asset', id: 'a1' },
    }),
  });
  assert.equal(((await decision.json()) as { decision: boolean }).decision, true);
  assert.equal(await first.end(), 0);

  assert.doesNotMatch(first.printed(), /POSTERN_ADMIN_URL/);

  const second = await serve({ POSTERN_SMTP_URL: 'smtp://127.0.0.1:1' });
  assert.doesNotMatch(second.printed(), /token/);
  assert.match(second.printed(), /POSTERN_ADMIN_URL is not set; links in mails lead/);
  assert.equal(await second.end(), 0);

  async function serve(more: Record<string, string> = {}) {
    const [access, admin] = [`127.0.0.1:${await freePort()}`, `127.0.0.1:${await freePort()}`];
    const child = spawn(process.execPath, [builtCommand, 'serve'], {
      cwd: packageRoot,
      env: {
        ...environment(),
        DATABASE_URL: url,
        POSTERN_HOME: folder,
        POSTERN_ACCESS_LISTEN: access,
        POSTERN_ADMIN_LISTEN: admin,
        POSTERN_CONTROL_LISTEN: '127.0.0.1:0',
        ...more,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    t.after(() => child.kill('SIGKILL'));
    let printed = '';
    for (const output of [child.stdout, child.stderr]) {
      output.on('data', (chunk) => {
        printed += chunk;
      });
    }
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    const began = Date.now();
    while (
      !(await fetch(`http://${access}/health`).then(
        ({ ok }) => ok,
        () => false,
      ))
    ) {
      assert.ok(Date.now() - began < patience && child.exitCode === null, `not ready:\n${printed}`);
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
    return {
      access: `http://${access}`,
      admin: `http://${admin}`,
      printed: () => printed,
      end: () => {
        child.kill('SIGTERM');
        return ended;
      },
    };
  }
});
