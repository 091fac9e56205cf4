import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, readFile, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { packageRoot } from '../../src/package-root.ts';
import { shippedPolicy } from '../../src/policy/build/shipped-policy.ts';
import type { DecisionRequest } from '../../src/policy/decision.ts';
import { createSidecar } from '../../src/sidecar.ts';
import { startReceiver } from '../access/decision-log/support/receiver.ts';
import { testDatabase } from '../support/database.ts';
import { environment, temporaryFolder } from '../support/dev-process.ts';
import { documentedExample } from '../support/documentation.ts';
import { freePort } from '../support/free-port.ts';
import { logLines } from '../support/log-lines.ts';
import { shippedPolicyAs } from '../support/other-policy.ts';
import { eventually, startPostern } from '../support/postern-process.ts';

const SECRETS = {
  administrator: 'administrator-secret-0123456789',
  fleet: 'fleet-secret-0123456789-abcdef',
  asking: 'asking-secret-0123456789-abcdef',
  receiver: 'receiver-secret-0123456789-abc',
};
const request: DecisionRequest = {
  subject: { type: 'user', id: 'anna' },
  action: { name: 'assets.view' },
  resource: { type: 'asset', id: 'a1' },
};

test('control plane and sidecar apart: changes, policies, a restart from disk, the library beside it', async (t) => {
  const { url } = await testDatabase(t);
  const folder = temporaryFolder(t);
  const receiver = await startReceiver(t);
  const bundle = join(folder, 'policy.tar.gz');
  await writeFile(bundle, await readFile(shippedPolicy.bundle));
  const controlListen = `127.0.0.1:${await freePort()}`;
  const controlUrl = `http://${controlListen}`;

  const control = startPostern(t, ['control', '--listen', controlListen, '--bundle', bundle], {
    DATABASE_URL: url,
    POSTERN_HOME: folder,
    POSTERN_ADMIN_LISTEN: '127.0.0.1:0',
    POSTERN_CONTROL_TOKENS: `former-secret-0123456789,${SECRETS.fleet}`,
    POSTERN_BOOTSTRAP_TOKEN: SECRETS.administrator,
    POSTERN_LOG_LEVEL: 'trace',
  });
  const sidecarEnv = {
    POSTERN_CONTROL_TOKEN: SECRETS.fleet,
    POSTERN_ACCESS_TOKENS: SECRETS.asking,
    POSTERN_DECISION_LOG: `http:${receiver.url.slice('http:'.length)}`,
    POSTERN_DECISION_LOG_TOKEN: SECRETS.receiver,
    POSTERN_DECISION_LOG_INTERVAL: '600000',
    POSTERN_LOG_LEVEL: 'trace',
  };
  const cache = ['--control', controlUrl, '--cache', join(folder, 'cache'), '--listen', '127.0.0.1:0'];
  const sidecar = startPostern(t, ['sidecar', ...cache], sidecarEnv);
  const access = `http://${await sidecar.said('Decision API')}`;
  assert.equal((await fetch(`${access}/health/live`)).status, 200, 'it serves before the control plane does');
  const admin = `http://${await control.said('Management API')}`;
  await sidecar.said('Policy');

  const manage = async (method: string, path: string, body: unknown) => {
    const answer = await fetch(`${admin}/admin/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${SECRETS.administrator}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    assert.ok(answer.ok, await answer.clone().text());
    return answer.headers.get('postern-revision') ?? '';
  };
  const evaluate = async (at: string, atLeast?: string) => {
    const answer = await fetch(`${at}/access/v1/evaluation`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${SECRETS.asking}`,
        'content-type': 'application/json',
        ...(atLeast === undefined ? {} : { 'postern-at-least-revision': atLeast }),
      },
      body: JSON.stringify(request),
    });
    assert.equal(answer.status, 200);
    return (await answer.json()) as { decision: boolean; context: { policy_revision: string } };
  };
  const library = createSidecar({ control: controlUrl, token: SECRETS.fleet, log: logLines().log });
  t.after(() => library.close());
  await library.ready;

  const made = await manage('POST', '/users', {
    id: 'anna',
    name: 'Anna',
    email: 'anna@example.org',
  });
  assert.equal((await evaluate(access, made)).decision, false);
  assert.equal((await library.check(request, { atLeast: made })).allow, false);
  const granted = await manage('POST', '/users/anna/grants', { permission: 'assets.view', scope: 'all' });
  assert.equal((await evaluate(access, granted)).decision, true);
  const [decision] = await library.checkAll([request], { atLeast: granted });
  assert.equal(decision?.allow, true);

  await replace(bundle, Buffer.from('this is no policy'));
  await eventually('the refused policy in the log', () =>
    control.stderr().includes('a policy bundle was refused'),
  );
  assert.equal((await evaluate(access)).decision, true);
  await replace(bundle, await shippedPolicyAs('second'));
  await eventually(
    'the new policy',
    async () => (await evaluate(access)).context.policy_revision === 'second',
  );
  await eventually(
    'it in the library',
    async () => (await library.check(request)).policyRevision === 'second',
  );

  const stranger = createSidecar({ control: controlUrl, log: logLines().log });
  t.after(() => stranger.close());
  await eventually('a refusal', () => stranger.status().data.source.failure?.includes('401'));
  assert.equal((await stranger.check(request)).reasons[0]?.code, 'evaluation_error');

  assert.match(await runExample(folder, controlUrl), /^allowed/);

  assert.equal(await sidecar.end(), 0);
  assert.ok(receiver.events.length >= 4, 'what waited was delivered at the end');
  assert.equal(receiver.requests[0]?.headers.authorization, `Bearer ${SECRETS.receiver}`);
  assert.equal(await control.end(), 0);

  const again = startPostern(t, ['sidecar', ...cache], { ...sidecarEnv, POSTERN_MAX_DATA_AGE: '60' });
  const from = `http://${await again.said('Decision API')}`;
  await again.said('Policy');
  const { decision: still, context } = await evaluate(from);
  assert.deepEqual([still, context.policy_revision], [true, 'second']);
  const ready = await fetch(`${from}/health/ready`);
  assert.deepEqual([ready.status, ((await ready.json()) as { status: string }).status], [503, 'stale']);
  assert.equal((await fetch(`${from}/health`)).status, 200);
  assert.equal(await again.end(), 0);

  const said = [control, sidecar, again].map(({ stdout, stderr }) => stdout() + stderr()).join('');
  const written = said + JSON.stringify(receiver.events);
  for (const secret of Object.values(SECRETS))
    assert.ok(!written.includes(secret), 'a secret was written down');
});

async function replace(path: string, content: Uint8Array): Promise<void> {
  await writeFile(`${path}.new`, content);
  await rename(`${path}.new`, path);
}

/** Runs the example of docs/library.md as it stands, in a project that has the package. */
async function runExample(folder: string, controlUrl: string): Promise<string> {
  await mkdir(join(folder, 'project/node_modules'), { recursive: true });
  await symlink(packageRoot, join(folder, 'project/node_modules/postern'));
  const script = join(folder, 'project/example.mjs');
  await writeFile(script, documentedExample('docs/library.md', 'js'));
  const env = { ...environment(), POSTERN_CONTROL_URL: controlUrl, POSTERN_CONTROL_TOKEN: SECRETS.fleet };
  const { stdout } = await promisify(execFile)(process.execPath, [script], { env });
  return stdout;
}
