import assert from 'node:assert/strict';
import { request } from 'node:https';
import { test } from 'node:test';
import type { ServerTls } from '../../../src/access/gate/tls/server-tls.ts';
import { certificateAuthority } from '../gate/support/certificates.ts';
import { EXAMPLE, pdp } from './support.ts';

test('11.1 the connection can be TLS: questions, answers and metadata go over HTTPS alone', async (t) => {
  const authority = certificateAuthority();
  const current = { ...authority.issue(), minVersion: 'TLSv1.2' } as const;
  const tls: ServerTls = { current, asksClients: false, follow() {}, close: async () => {} };
  const { app } = pdp(t, () => true, { tls });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as { port: number };
  const ask = (method: string, path: string, body?: unknown): Promise<{ text: string; secure: boolean }> =>
    new Promise((resolve, reject) => {
      const options = { host: '127.0.0.1', port, path, method, ca: authority.cert, agent: false } as const;
      const sent = request({ ...options, headers: { 'content-type': 'application/json' } }, (response) => {
        let text = '';
        response.on('data', (chunk) => {
          text += chunk;
        });
        response.on('end', () => resolve({ text, secure: 'getCipher' in response.socket }));
      });
      sent.on('error', reject);
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });

  const { text, secure } = await ask('POST', '/access/v1/evaluation', EXAMPLE);
  assert.ok(secure);
  assert.equal(JSON.parse(text).decision, true);
  const metadata = await ask('GET', '/.well-known/authzen-configuration');
  assert.equal(JSON.parse(metadata.text).policy_decision_point, `https://127.0.0.1:${port}`);
  await assert.rejects(fetch(`http://127.0.0.1:${port}/health/live`));
});
