import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createAccessServer } from '../../../../../src/access/server.ts';
import { buildPolicy } from '../../../../../src/policy/build/build-policy.ts';
import { readPolicyBundle } from '../../../../../src/policy/bundle.ts';
import { createPolicyEngine } from '../../../../../src/policy/create-policy-engine.ts';
import { createPolicyFilters } from '../../../../../src/policy/filter/policy-filters.ts';
import { documentOf } from '../../../../policy/support/small-policies.ts';
import { logLines } from '../../../../support/log-lines.ts';
import { opa } from '../../../../support/opa.ts';
import { startStockOpa } from '../../../../support/stock-opa.ts';
import { type Answer, ask } from '../../support/servers.ts';

const policyFile = fileURLToPath(new URL('./filters.rego', import.meta.url));

export const data = {
  stock: {
    colours: ['red', 'green', "it's"],
    roles: {
      caesar: [
        { colour: 'red', max: 8 },
        { colour: 'green', max: 30 },
      ],
    },
  },
};

/** Every rule of the policy but the parts of the masks, which are one document. */
export async function ruleNames(): Promise<string[]> {
  const text = await readFile(policyFile, 'utf8');
  const names = [...text.matchAll(/^(?:default )?([a-z_]+)(?= |\.)/gm)].map(([, name]) => name ?? '');
  return [...new Set(names)].filter((name) => name !== 'package');
}

export interface CompileServer {
  /** `POST /v1/compile/filters/<rule>` for a target such as `sql.sqlite`. */
  compile(rule: string, target: string | undefined, body: object): Promise<Answer>;
  readonly url: string;
}

type Closing = Pick<TestContext, 'after'>;

export async function startPostern(t: Closing, opaCompat = false): Promise<CompileServer> {
  const folder = await mkdtemp(join(tmpdir(), 'postern-compile-'));
  await writeFile(join(folder, 'filters.rego'), await readFile(policyFile));
  const rules = (await ruleNames()).map((name) => `filters/${name}`);
  const policy = await readPolicyBundle((await buildPolicy(opa, folder, rules)).bundle);
  const document = documentOf(data);
  const engine = await createPolicyEngine(policy, document);
  const filters = createPolicyFilters(policy, document);
  const app = createAccessServer({
    engine: () => engine,
    data: document,
    log: logLines().log,
    filter: { filters: () => filters, rule: 'filters/eq', masks: 'filters/none' },
    opaCompat,
  });
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  t.after(async () => {
    await app.close();
    filters.close();
    engine.close();
    await rm(folder, { recursive: true, force: true });
  });
  return {
    url,
    async compile(rule, target, body) {
      const answer = await fetch(`${url}/v1/compile/filters/${rule}`, {
        method: 'POST',
        headers: headersFor(target),
        body: JSON.stringify(body),
      });
      const text = await answer.text();
      const headers = Object.fromEntries(answer.headers);
      const type = answer.headers.get('content-type')?.split(';', 1)[0];
      return { status: answer.status, type, headers, text, body: JSON.parse(text) as unknown };
    },
  };
}

export async function startOpa(t: Closing): Promise<Omit<CompileServer, 'url'>> {
  const folder = await mkdtemp(join(tmpdir(), 'postern-compile-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const dataFile = join(folder, 'data.json');
  await writeFile(dataFile, JSON.stringify(data));
  const { socket, log } = await startStockOpa(t, {}, [dataFile, policyFile]);
  for (let tries = 0; ; tries += 1) {
    const answer = await ask(socket, { path: '/health' }).catch(() => undefined);
    if (answer?.status === 200) break;
    if (tries > 100) throw new Error(`the OPA server did not come up: ${log()}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return {
    compile: (rule, target, body) =>
      ask(socket, {
        method: 'POST',
        path: `/v1/compile/filters/${rule}`,
        headers: headersFor(target),
        body: JSON.stringify(body),
      }),
  };
}

function headersFor(target: string | undefined): Record<string, string> {
  const accept =
    target === undefined ? '' : target.includes('/') ? target : `application/vnd.opa.${target}+json`;
  return { 'content-type': 'application/json', accept };
}
