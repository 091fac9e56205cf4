import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { type RequestOptions, request as send } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type AccessOptions, createAccessServer } from '../../../../src/access/server.ts';
import { buildPolicy } from '../../../../src/policy/build/build-policy.ts';
import { readPolicyBundle } from '../../../../src/policy/bundle.ts';
import { createPolicyEngine } from '../../../../src/policy/create-policy-engine.ts';
import { documentOf } from '../../../policy/support/small-policies.ts';
import { logLines } from '../../../support/log-lines.ts';
import { opa } from '../../../support/opa.ts';
import { startStockOpa } from '../../../support/stock-opa.ts';

const policyFile = fileURLToPath(new URL('./policy.rego', import.meta.url));

export const data = { owner: 'olga', users: { u1: { roles: ['admin'] }, u2: { roles: [] } } };

const rules = [
  ...['allow', 'decision', 'reasons', 'names', 'roles', 'undefined_one', 'conflict', 'echo', 'has_input'],
  ...['has_null', 'numbers', 'text', 'nothing', 'empty', 'now_is_number'],
];

/** The policy of these tests compiled, on its data, as the decision API serves it. */
export async function startPostern(
  t: Pick<TestContext, 'after'>,
  options: Partial<AccessOptions> = {},
): Promise<{ socket: string; url: string; lines: Record<string, unknown>[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'postern-opa-api-'));
  await writeFile(join(folder, 'policy.rego'), await readFile(policyFile));
  const { bundle } = await buildPolicy(
    opa,
    folder,
    rules.map((rule) => `app/rbac/${rule}`),
  );
  const document = documentOf(data);
  const engine = await createPolicyEngine(await readPolicyBundle(bundle), document);
  const { log, lines } = logLines();
  const served = { engine: () => engine, data: document, log, decisionEntrypoint: 'app/rbac/allow' };
  const app = createAccessServer({ ...served, ...options });
  const overTcp = createAccessServer({ ...served, ...options });
  const socket = join(folder, 'postern.sock');
  await app.listen({ path: socket });
  const url = await overTcp.listen({ port: 0, host: '127.0.0.1' });
  t.after(async () => {
    await Promise.all([app.close(), overTcp.close()]);
    engine.close();
    await rm(folder, { recursive: true, force: true });
  });
  return { socket, url, lines };
}

/** A stock OPA server on the same policy and data. */
export async function startOpa(t: Pick<TestContext, 'after'>): Promise<{ socket: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'postern-opa-api-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'data.json'), JSON.stringify(data));
  await writeFile(join(folder, 'policy.rego'), await readFile(policyFile));
  const config = { default_decision: '/app/rbac/allow', status: { console: true } };
  const { socket, log } = await startStockOpa(t, config, [
    join(folder, 'data.json'),
    join(folder, 'policy.rego'),
  ]);
  for (let tries = 0; ; tries += 1) {
    const answer = await ask(socket, { path: '/health' }).catch(() => undefined);
    if (answer?.status === 200) return { socket };
    if (tries > 100) throw new Error(`the OPA server did not come up: ${log()}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

export interface Question {
  readonly method?: string;
  /** Sent as it is. */
  readonly path: string;
  readonly body?: string | Buffer;
  readonly headers?: Record<string, string>;
}

export interface Answer {
  readonly status: number;
  readonly type: string | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  readonly body: unknown;
}

export async function ask(socketPath: string, { method, path, body, headers }: Question): Promise<Answer> {
  const options: RequestOptions = { socketPath, path, method: method ?? 'GET', headers: headers ?? {} };
  return await new Promise((resolve, reject) => {
    const sent = send(options, async (response) => {
      const text = (await buffer(response)).toString();
      resolve({
        status: response.statusCode ?? 0,
        type: response.headers['content-type']?.split(';', 1)[0],
        headers: response.headers,
        text,
        body: json(text),
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
