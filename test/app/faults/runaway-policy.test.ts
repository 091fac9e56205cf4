import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it, type TestContext } from 'node:test';
import type { DecisionRequest } from '../../../src/policy/decision.ts';
import { temporaryFolder } from '../../support/dev-process.ts';
import { needsOpa } from '../../support/opa.ts';
import { eventually } from '../../support/postern-process.ts';
import { decides, type FaultySidecar, put, startFaultySidecar } from './support/faulty-sidecar.ts';
import { builtPolicy } from './support/made-policies.ts';

const rego = `package authz

decision if input.action.name == "read"

# All ways to choose three of the records.
decision if {
	input.action.name == "loop"
	some a in data.records
	some b in data.records
	some c in data.records
	a.number + b.number + c.number == -1
}

# More than the module may use of memory.
decision if {
	input.action.name == "hoard"
	count(numbers.range(1, 2000000)) == 0
}
`;
const records = Object.fromEntries(Array.from({ length: 2000 }, (_, number) => [`r${number}`, { number }]));
const memory = 16 * 1024 * 1024;
const needsMore = /needs more memory than the 16777216 bytes/;

const asks = (action: string): DecisionRequest => ({
  subject: { type: 'user', id: 'anna' },
  action: { name: action },
  resource: { type: 'record', id: 'r1' },
});
const loops = asks('loop');
const hoards = asks('hoard');
const reads = asks('read');

describe('a policy', needsOpa, () => {
  let policy: Uint8Array;
  before(async () => {
    policy = await builtPolicy(rego);
  });

  async function start(t: TestContext, env: Record<string, string>) {
    const folder = temporaryFolder(t);
    const [bundle, log] = [join(folder, 'policy.tar.gz'), join(folder, 'decisions.log')];
    await put(bundle, policy);
    const settings = { ...env, POSTERN_DECISION_LOG: `file:${log}` };
    const sidecar = await startFaultySidecar(t, { bundle, data: { records }, env: settings });
    await decides(sidecar, 1, reads);
    return { sidecar, log };
  }

  it('that loops over everything is ended at its deadline, while others are decided', async (t) => {
    const { sidecar, log } = await start(t, { POSTERN_EVALUATION_DEADLINE: '500' });
    const reason = /deadline of 500 ms/;
    await eventually('a decision while it loops', async () => {
      let ended = false;
      const looping = denied(sidecar, loops, reason).finally(() => {
        ended = true;
      });
      await decides(sidecar, 1, reads);
      const meanwhile = !ended;
      await looping;
      return meanwhile;
    });
    await decides(sidecar, 3, reads);

    const many = await Promise.all(Array.from({ length: 5 }, () => sidecar.evaluate(loops)));
    assert.deepEqual(
      many.map(({ decision }) => decision),
      [false, false, false, false, false],
    );
    await decides(sidecar, 3, reads);
    await closed(sidecar, log, loops, reason);
  });

  it('that runs out of memory denies, gives it back, and decides on', async (t) => {
    const { sidecar, log } = await start(t, {
      POSTERN_EVALUATION_DEADLINE: '20000',
      POSTERN_POLICY_MEMORY: String(memory),
    });
    for (let i = 0; i < 3; i++) {
      await denied(sidecar, hoards, needsMore);
      await decides(sidecar, 3, reads);
      assert.ok((await sidecar.metric('postern_wasm_memory_bytes')) <= memory);
    }
    await closed(sidecar, log, hoards, needsMore);
  });
});

async function denied(sidecar: FaultySidecar, request: DecisionRequest, reason: RegExp): Promise<void> {
  const { decision, context } = await sidecar.evaluate(request);
  assert.deepEqual([decision, context.reasons?.[0]?.code], [false, 'evaluation_error']);
  assert.match(context.reasons?.[0]?.message ?? '', reason);
}

/** No way of asking gets an answer from it, everything that tells of the process tells of it, and the process is well. */
async function closed(
  sidecar: FaultySidecar,
  log: string,
  request: DecisionRequest,
  reason: RegExp,
): Promise<void> {
  const post = (path: string, body: unknown) =>
    fetch(`${sidecar.at}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const document = await post('/v1/data/authz/decision', { input: request });
  assert.equal(document.status, 500);
  const told = (await document.json()) as { code: string; result?: unknown };
  assert.deepEqual([told.code, told.result], ['internal_error', undefined]);
  const batch = await post('/access/v1/evaluations', { evaluations: [reads, request, reads] });
  const { evaluations } = (await batch.json()) as { evaluations: { decision: boolean }[] };
  assert.deepEqual(
    evaluations.map(({ decision }) => decision),
    [true, false, true],
  );

  assert.match(String(sidecar.logged('the policy could not decide')[0]?.reason), reason);
  const failed = 'postern_decisions_total{entrypoint="authz/decision",result="failed"}';
  assert.ok((await sidecar.metric(failed)) > 0);
  assert.deepEqual([await sidecar.health('live'), await sidecar.health('ready')], [200, 200]);
  await decides(sidecar, 1, reads);
  assert.equal(await sidecar.process.end(), 0);
  const logged = (await readFile(log, 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const entry = logged.find(({ input }) => input.action.name === request.action.name);
  assert.match(entry.error.message, reason);
}
