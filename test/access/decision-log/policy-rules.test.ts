import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { createDecisionLog } from '../../../src/access/decision-log/decision-log.ts';
import { createDataDocument } from '../../../src/data/data-document.ts';
import { buildPolicy } from '../../../src/policy/build/build-policy.ts';
import { readPolicyBundle } from '../../../src/policy/bundle.ts';
import { createPolicyEngine } from '../../../src/policy/create-policy-engine.ts';
import { logLines } from '../../support/log-lines.ts';
import { needsOpa, opa } from '../../support/opa.ts';
import { event, folder, memorySink } from './support/events.ts';

const REGO = `package system.log

mask contains "/input/password"

mask contains "/input/cards/0/number" if input.input.cards[0].number

mask contains {"op": "upsert", "path": "/input/email", "value": concat("@", [name, "…"])} if {
	[name, _] := split(input.input.email, "@")
}

mask contains "/result/notes" if data.quiet[input.path]

mask contains x if {
	input.input.broken
	x := {1, 2}
}

default drop := false

drop if {
	input.path == "health/allow"
	input.result == true
}
`;

async function logFor(t: TestContext) {
  const path = await folder(t);
  await writeFile(join(path, 'log.rego'), REGO);
  const { bundle } = await buildPolicy(opa, path, ['system/log/mask', 'system/log/drop']);
  const data = createDataDocument();
  const writer = data.beginSnapshot();
  writer.add('quiet', 'authz/decision', 'true');
  writer.commit({ epoch: 1, number: 1 });
  const engine = await createPolicyEngine(await readPolicyBundle(bundle), data);
  t.after(() => engine.close());
  const sink = memorySink();
  return { sink, decisions: createDecisionLog({ engine: () => engine, sinks: [sink], log: logLines().log }) };
}

test("the policy's own rules mask and drop, evaluated by the engine that decides", needsOpa, async (t) => {
  const { sink, decisions } = await logFor(t);
  const input = {
    password: 'p4ss-w0rd',
    email: 'ann@example.org',
    cards: [{ number: '4111-1111', type: 'x' }],
  };
  decisions.record(event({ input, result: { allow: true, notes: 'very private' } }));
  decisions.record(event({ path: 'health/allow', result: true }));
  decisions.record(event({ path: 'health/allow', result: false }));
  decisions.record(event({ input: { broken: true, password: 'p4ss-w0rd' } }));
  await decisions.close();
  const [first, second, third, ...others] = sink.events;
  assert.deepEqual(others, []);
  assert.deepEqual(first?.input, { email: 'ann@…', cards: [{ type: 'x' }] });
  assert.deepEqual(first?.result, { allow: true });
  assert.deepEqual(first?.erased, ['/input/cards/0/number', '/input/password', '/result/notes']);
  assert.deepEqual(first?.masked, ['/input/email']);
  assert.deepEqual([second?.path, second?.result], ['health/allow', false]);
  assert.deepEqual(third?.erased, ['/input', '/result']);
  assert.deepEqual([decisions.stats().filtered, decisions.stats().maskFailures], [1, 1]);
  const text = sink.texts.join('\n');
  for (const secret of ['p4ss-w0rd', 'ann@example.org', '4111-1111', 'very private']) {
    assert.ok(!text.includes(secret), secret);
  }
});
