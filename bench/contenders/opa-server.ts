import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { packageRoot } from '../../src/package-root.ts';
import { findOpa } from '../../src/policy/build/opa.ts';
import { COLLECTIONS } from '../../src/publish/collections.ts';
import type { BenchCompany } from '../support/company.ts';
import type { HttpContender, RunningServer } from './http-contender.ts';
import { freePort, startProgram } from './program-server.ts';

export const opaServer: HttpContender = {
  name: 'OPA server',
  readsUsers: true,
  path: '/v1/data/authz/decision',
  body: ({ request }) => JSON.stringify({ input: request }),
  allows: (answer) => (answer as { result: { allow: boolean } }).result.allow,
  start: (company) => startOpaServer(company, join(packageRoot, 'bundles/policy.tar.gz')),
};

/** OPA with a policy bundle and a company's data. */
export async function startOpaServer(
  company: BenchCompany,
  policy: string,
): Promise<RunningServer | { readonly missing: string }> {
  const opa = await findOpa(process.env).catch(() => undefined);
  if (opa === undefined) return { missing: 'opa is neither in OPA_BIN nor on the PATH' };
  const folder = await mkdtemp(join(tmpdir(), 'postern-bench-opa-'));
  await writeFile(join(folder, '.manifest'), JSON.stringify({ roots: COLLECTIONS }));
  await pipeline(Readable.from(documentText(company)), createWriteStream(join(folder, 'data.json')));
  const port = await freePort();
  const listening = ['--addr', `127.0.0.1:${port}`, '--log-level', 'error', '--skip-version-check'];
  const server = await startProgram(
    [opa, 'run', '--server', ...listening, '--bundle', policy, folder],
    port,
    '/health',
  );
  return {
    ...server,
    stop: async () => {
      await server.stop();
      await rm(folder, { recursive: true });
    },
  };
}

function* documentText(company: BenchCompany): Generator<string> {
  let open: string | undefined;
  let text = '{';
  for (const [collection, key, record] of company.entries()) {
    if (collection === open) text += ',';
    else text += `${open === undefined ? '' : '},'}${JSON.stringify(collection)}:{`;
    open = collection;
    text += `${JSON.stringify(key)}:${JSON.stringify(record)}`;
    if (text.length > 1_000_000) {
      yield text;
      text = '';
    }
  }
  yield `${text}}}`;
}
