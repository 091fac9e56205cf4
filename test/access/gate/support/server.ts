import type { TestContext } from 'node:test';
import { type AccessOptions, createAccessServer } from '../../../../src/access/server.ts';
import type { Evaluation, PolicyEngine } from '../../../../src/policy/policy-engine.ts';
import { fakeEngine } from '../../../support/fake-engine.ts';
import { logLines } from '../../../support/log-lines.ts';

export const question = {
  subject: { type: 'user', id: 'u1' },
  action: { name: 'assets.view' },
  resource: { type: 'asset', id: 'a1' },
};
export const allowed: Evaluation = { kind: 'defined', result: { allow: true, reasons: [], masks: [] } };

/** An engine whose evaluations end when they are let go. */
export function slowEngine() {
  const waiting: (() => void)[] = [];
  const engine: PolicyEngine = {
    ...fakeEngine(allowed),
    evaluate: () => ({ kind: 'failed', message: 'too long for this thread' }),
    evaluateFully: () => new Promise((resolve) => waiting.push(() => resolve(allowed))),
  };
  return { engine, waiting };
}

/** A decision API that listens on a free port until the test ends. */
export async function listening(t: TestContext, options: Partial<AccessOptions> = {}) {
  const { log, lines } = logLines();
  const engine = fakeEngine(allowed);
  const app = createAccessServer({
    engine: () => engine,
    data: { revision: { epoch: 1, number: 1 } },
    log,
    ...options,
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  t.after(async () => {
    app.server.closeAllConnections();
    await app.close();
  });
  const { port } = app.server.address() as { port: number };
  const url = `${options.tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`;
  return {
    app,
    port,
    url,
    lines,
    evaluate: (headers: Record<string, string> = {}, body: unknown = question) =>
      fetch(`${url}/access/v1/evaluation`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      }),
  };
}
