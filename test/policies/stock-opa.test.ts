import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { runOpa } from '../../src/policy/build/opa.ts';
import { shippedPolicy } from '../../src/policy/build/shipped-policy.ts';
import { needsOpa, opa } from '../support/opa.ts';
import type { Company } from './model/company.ts';
import { freshSeed } from './model/disagreement.ts';
import { judge, type Question } from './model/judge.ts';
import { policyData } from './model/policy-data.ts';
import { createRandom } from './model/random.ts';
import { randomCompany } from './model/random-company.ts';
import { randomQuestion } from './model/random-question.ts';
import { comparable } from './model/wasm-voice.ts';

test('opa eval on the Rego agrees with the model', needsOpa, async (t) => {
  const seed = freshSeed();
  const random = createRandom(seed);
  const cases = Array.from({ length: 40 }, () => randomCompany(random)).flatMap((company) =>
    Array.from({ length: 25 }, () => ({ company, question: randomQuestion(random, company) })),
  );
  const folder = await temporaryFolder(t);
  await writeFile(join(folder, 'cases.json'), JSON.stringify({ cases: cases.map(asCase) }));
  await writeFile(join(folder, 'driver.rego'), driver);
  const places = [shippedPolicy.bundle, join(folder, 'cases.json'), join(folder, 'driver.rego')];
  const flags = places.flatMap((place, first) => [first === 0 ? '--bundle' : '--data', place]);
  const printed = await runOpa(opa, folder, ['eval', ...flags, '--format', 'raw', 'data.driver.decisions']);
  const decisions = JSON.parse(printed) as unknown[];
  assert.equal(decisions.length, cases.length);
  for (const [number, { company, question }] of cases.entries()) {
    assert.deepEqual(comparable(decisions[number]), judge(company, question), `seed ${seed}, case ${number}`);
  }
});

/** Evaluates the decision for each case, on its own data and at its own time. */
const driver = `package driver
decisions := [decision |
	some c in data.cases
	decision := data.authz.decision with input as c.input
		with time.now_ns as c.now
		with data.users as c.data.users
		with data.roles as c.data.roles
		with data.permissions as c.data.permissions
		with data.fields as c.data.fields
		with data.organizations as c.data.organizations
		with data.teams as c.data.teams
]
`;

function asCase({ company, question: { now, ...input } }: { company: Company; question: Question }) {
  return { input, now: now * 1_000_000, data: policyData(company) };
}

test('a stock OPA server loads the committed bundle and answers alike', needsOpa, async (t) => {
  const seed = freshSeed();
  const random = createRandom(seed);
  const socket = await startServer(t);
  for (let companies = 0; companies < 5; companies += 1) {
    const company = randomCompany(random);
    for (const [root, document] of Object.entries(policyData(company))) {
      await ask(socket, 'PUT', `/v1/data/${root}`, document);
    }
    for (let asked = 0; asked < 40; asked += 1) {
      const { now: _, ...input } = randomQuestion(random, company);
      const answer = (await ask(socket, 'POST', '/v1/data/authz/decision', { input })) as { result: unknown };
      const expected = judge(company, { ...input, now: Date.now() });
      assert.deepEqual(comparable(answer.result), expected, `seed ${seed}: ${JSON.stringify(input)}`);
    }
  }
});

async function startServer(t: TestContext): Promise<string> {
  const folder = await temporaryFolder(t);
  const socket = join(folder, 'opa.sock');
  const args = ['run', '--server', '--addr', `unix://${socket}`, '--log-level', 'error'];
  const server = spawn(opa, [...args, '--bundle', shippedPolicy.bundle], { stdio: 'ignore' });
  t.after(() => stop(server));
  for (let tries = 0; tries < 100; tries += 1) {
    const answer = await ask(socket, 'GET', '/health').catch(() => undefined);
    if (answer !== undefined) return socket;
    await sleep(100);
  }
  throw new Error('the OPA server did not come up');
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null) return;
  server.kill();
  await once(server, 'exit');
}

async function ask(socketPath: string, method: string, path: string, body?: unknown): Promise<unknown> {
  const sent = request({ socketPath, method, path, headers: { 'content-type': 'application/json' } });
  sent.end(body === undefined ? undefined : JSON.stringify(body));
  const [response] = await once(sent, 'response');
  if (response.statusCode === 204) {
    response.resume();
    return {};
  }
  const answer = await json(response);
  assert.equal(response.statusCode, 200, JSON.stringify(answer));
  return answer;
}

async function temporaryFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'postern-stock-opa-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
