import assert from 'node:assert/strict';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { shippedPolicy } from '../../src/policy/build/shipped-policy.ts';
import { temporaryFolder } from '../support/dev-process.ts';
import { shippedPolicyAs } from '../support/other-policy.ts';
import { eventually, startPostern } from '../support/postern-process.ts';
import { annaViews, smallCompany } from '../support/small-company.ts';

test('a sidecar on files follows both of them, and keeps the policy it has when a bad one comes', async (t) => {
  const folder = temporaryFolder(t);
  const [bundle, data, decisions] = ['policy.tar.gz', 'data.json', 'decisions.log'].map((name) =>
    join(folder, name),
  ) as [string, string, string];
  const put = async (path: string, content: string | Uint8Array) => {
    await writeFile(`${path}.new`, content);
    await rename(`${path}.new`, path);
  };
  await put(bundle, await readFile(shippedPolicy.bundle));
  await put(data, JSON.stringify(smallCompany(true)));
  const sidecar = startPostern(
    t,
    ['sidecar', '--listen', '127.0.0.1:0', '--bundle', bundle, '--data', data, '--entity', 'user=users'],
    { POSTERN_DECISION_LOG: `file:${decisions}`, POSTERN_LABELS: 'region=eu', POSTERN_LOG_LEVEL: 'info' },
  );
  const address = await sidecar.said('Decision API');
  const at = `http://${address}`;
  const evaluate = async () => {
    const answer = await fetch(`${at}/access/v1/evaluation`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(annaViews),
    });
    return (await answer.json()) as { decision: boolean; context: { policy_revision: string } };
  };

  const first = await evaluate();
  assert.equal(first.decision, true);

  await put(data, JSON.stringify(smallCompany(false)));
  await eventually('the changed data in a decision', async () => !(await evaluate()).decision);
  await put(data, '{"half": ');
  await eventually('the bad data in the log', () => sidecar.stderr().includes("can't be read"));
  await put(data, JSON.stringify(smallCompany(true)));
  await eventually('the good data in a decision', async () => (await evaluate()).decision);

  await put(bundle, (await readFile(shippedPolicy.bundle)).subarray(0, 5000));
  await eventually('the bad policy in the log', () =>
    sidecar.stderr().includes('a policy bundle was refused; the policy that was active still is'),
  );
  assert.deepEqual(await evaluate(), { ...first, context: { ...first.context, ...(await revisions()) } });

  await put(bundle, await shippedPolicyAs('second'));
  await eventually('the new policy', async () => (await evaluate()).context.policy_revision === 'second');
  assert.equal((await evaluate()).decision, true);
  assert.equal((await fetch(`${at}/health/ready`)).status, 200);

  const metrics = await (await fetch(`${at}/metrics`)).text();
  for (const series of [
    /^postern_decisions_total\{entrypoint="authz\/decision",result="allowed"\} \d/m,
    /^postern_decision_duration_seconds_bucket\{le="[^"]+",entrypoint="authz\/decision"\} \d|^postern_decision_duration_seconds_bucket\{entrypoint="authz\/decision",le="[^"]+"\} \d/m,
    /^postern_data_revision_committed \d/m,
    /^postern_data_revision_active \d/m,
    /^postern_data_lag_seconds \d/m,
    /^postern_slice_bytes_count \d/m,
    /^postern_wasm_memory_bytes [1-9]/m,
    /^postern_policy_info\{revision="second"\} 1/m,
    /^postern_decision_log_queue_length\{sink="file"\} \d/m,
    /^postern_http_requests_in_flight 1/m,
  ]) {
    assert.match(metrics, series);
  }

  const second = startPostern(t, ['sidecar', '--listen', address, '--bundle', bundle, '--data', data]);
  assert.equal(await second.ended, 1);
  assert.match(
    second.stderr(),
    /can't listen on .*: another process listens there\. Set POSTERN_ACCESS_LISTEN/,
  );

  const last = await evaluate();
  assert.equal(await sidecar.end(), 0);
  const events = (await readFile(decisions, 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const { labels, bundles, input, result, path } = events.at(-1);
  assert.equal(labels.region, 'eu');
  assert.equal(bundles.policy.revision, last.context.policy_revision);
  assert.deepEqual([path, input, result.allow], ['authz/decision', annaViews, true]);

  async function revisions() {
    const { revision } = (await (await fetch(`${at}/health`)).json()) as { revision: string };
    return { revision };
  }
});
