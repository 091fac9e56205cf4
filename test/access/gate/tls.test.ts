import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { describe, type TestContext, test } from 'node:test';
import { connect, type TLSSocket } from 'node:tls';
import { parseClientGrants } from '../../../src/access/gate/client-grants.ts';
import { type GateSettings, openGate } from '../../../src/access/gate/open-gate.ts';
import { logLines } from '../../support/log-lines.ts';
import { until } from '../../support/until.ts';
import { type Authority, certificateAuthority, type Pair } from './support/certificates.ts';
import { folder } from './support/files.ts';
import { listening } from './support/server.ts';
import { tlsClient } from './support/tls-client.ts';
import { variables } from './support/variables.ts';

const token = 'a-token-0123456789abcdef';

/** A decision API over TLS whose certificate is in files. */
async function secured(
  t: TestContext,
  more: (put: ReturnType<typeof folder>['put']) => GateSettings = () => ({}),
) {
  const { put } = folder(t);
  const { log, lines } = logLines();
  const authority = certificateAuthority();
  const pair = authority.issue();
  const putPair = ({ cert, key }: Pair) => ({ tlsCert: put('cert.pem', cert), tlsKey: put('key.pem', key) });
  const opened = await openGate({
    settings: { tokens: [{ token, authorities: ['decide'] }], ...putPair(pair), ...more(put) },
    variables,
    log,
    pollMs: 50,
  });
  t.after(() => opened.close());
  assert.ok(opened.tls);
  const server = await listening(t, { gate: opened.credentials, tls: opened.tls });
  const client = (options: object = {}) => {
    const made = tlsClient(server.port, { ca: authority.cert, ...options });
    t.after(() => made.close());
    return made;
  };
  return { ...server, authority, pair, put, putPair, client, lines };
}

const mutual = (clients: Authority, grants?: string) => (put: ReturnType<typeof folder>['put']) => ({
  tokens: undefined,
  tlsClientCa: put('clients.pem', clients.cert),
  clients: grants === undefined ? undefined : parseClientGrants(grants),
});

const bearer = { authorization: `Bearer ${token}` };
const serial = (pair: Pair) => new X509Certificate(pair.cert).fingerprint256;

describe('TLS', () => {
  test('serves decisions and demands the token', async (t) => {
    const { client } = await secured(t);
    assert.equal((await client().evaluate(bearer)).status, 200);
    assert.equal((await client().evaluate()).status, 401);
    assert.equal((await client().ask('/health/live')).status, 200);
  });

  test('a client that does not know the authority ends the connection', async (t) => {
    const { client } = await secured(t);
    await assert.rejects(client({ ca: certificateAuthority().cert }).evaluate(bearer));
  });

  for (const [version, accepted] of [
    ['TLSv1', false],
    ['TLSv1.1', false],
    ['TLSv1.2', true],
    ['TLSv1.3', true],
  ] as const) {
    test(`${version} is ${accepted ? 'spoken' : 'refused'}`, async (t) => {
      const { client } = await secured(t);
      // OpenSSL as a client speaks the old versions only at its lowest level of security.
      const options = { minVersion: version, maxVersion: version, ciphers: 'DEFAULT@SECLEVEL=0' };
      if (accepted) assert.equal((await client(options).evaluate(bearer)).status, 200);
      else await assert.rejects(client(options).evaluate(bearer), /version|alert|EPROTO/i);
    });
  }

  test('plain HTTP on its port is no answer, and the server goes on', async (t) => {
    const { port, client } = await secured(t);
    await assert.rejects(fetch(`http://127.0.0.1:${port}/health/live`));
    assert.equal((await client().evaluate(bearer)).status, 200);
  });
});

describe('a certificate that changes', () => {
  test('is shown to new connections; those there are go on', async (t) => {
    const { client, authority, pair, putPair, lines } = await secured(t);
    const before = client();
    assert.equal((await before.evaluate(bearer)).peer.fingerprint256, serial(pair));
    const next = authority.issue();
    putPair(next);
    await until(async () => (await client().evaluate(bearer)).peer.fingerprint256 === serial(next));
    const after = await before.evaluate(bearer);
    assert.deepEqual([after.status, after.reused], [200, true]);
    assert.ok(lines.some(({ msg }) => /^TLS: the changed files are in use/.test(String(msg))));
  });

  test('is refused with a log line while it does not fit its key, and the one before stays', async (t) => {
    const { client, authority, pair, put, lines } = await secured(t);
    const next = authority.issue();
    const complaints = () =>
      lines.filter(({ level, msg }) => Number(level) >= 50 && /^TLS: .* stays: /.test(String(msg)));
    put('cert.pem', next.cert);
    await until(() => complaints().length === 1);
    assert.equal((await client().evaluate(bearer)).peer.fingerprint256, serial(pair));
    put('key.pem', 'no key at all');
    await until(() => complaints().length === 2);
    assert.equal((await client().evaluate(bearer)).peer.fingerprint256, serial(pair));
    put('key.pem', next.key);
    await until(async () => (await client().evaluate(bearer)).peer.fingerprint256 === serial(next));
    assert.ok(!JSON.stringify(lines).includes('PRIVATE KEY'));
  });

  const unusable: [name: string, cert: (pair: Pair, other: Pair) => Partial<Pair>, message: RegExp][] = [
    ['of another key', (_pair, other) => ({ key: other.key }), /the key is not that of the certificate/],
    ['that is no certificate', () => ({ cert: 'x' }), /no certificate in PEM form/],
    [
      'that is cut off',
      ({ cert }) => ({ cert: `${cert.slice(0, 200)}\n-----END CERTIFICATE-----\n` }),
      /can't be read/,
    ],
    ['without a key', () => ({ key: '' }), /the key can't be read/],
  ];
  for (const [name, change, message] of unusable) {
    test(`${name} stops the start`, async (t) => {
      const { put } = folder(t);
      const authority = certificateAuthority();
      const pair = authority.issue();
      const { cert, key } = { ...pair, ...change(pair, authority.issue()) };
      const settings = { tlsCert: put('c', cert), tlsKey: put('k', key) };
      await assert.rejects(openGate({ settings, variables, log: logLines().log }), {
        name: 'StopMessage',
        message,
      });
    });
  }

  test('that is missing stops the start, and so does an authority without a certificate', async (t) => {
    const { put, file } = folder(t);
    const pair = certificateAuthority().issue();
    const settings = { tlsCert: put('c', pair.cert), tlsKey: put('k', pair.key) };
    const { log } = logLines();
    await assert.rejects(openGate({ settings: { ...settings, tlsKey: file('none') }, variables, log }), {
      name: 'StopMessage',
      message: /ENOENT/,
    });
    await assert.rejects(
      openGate({ settings: { ...settings, tlsClientCa: put('ca', 'x') }, variables, log }),
      {
        name: 'StopMessage',
        message: /client authorities has no certificate/,
      },
    );
  });
});

describe('client certificates', () => {
  const clients = certificateAuthority();

  test('of the authority may decide, filter and search; without one only what is open is answered', async (t) => {
    const { client } = await secured(t, mutual(clients));
    assert.equal((await client(clients.issue()).evaluate()).status, 200);
    const without = await client().evaluate();
    assert.equal(without.status, 401);
    assert.match(String(without.body.message), /connect with a client certificate/);
    assert.equal(without.headers['www-authenticate'], 'Certificate realm="postern"');
    assert.equal((await client().ask('/health/live')).status, 200);
  });

  test('have what is granted to their names', async (t) => {
    const { client } = await secured(
      t,
      mutual(clients, 'dns:orders.internal:decide,uri:spiffe://x/metrics:metrics'),
    );
    const named = (...names: string[]) => client(clients.issue({ commonName: 'dns:orders.internal', names }));
    assert.equal((await named('dns:orders.internal').evaluate()).status, 200);
    const other = await named('dns:other.internal').evaluate();
    assert.deepEqual(
      [other.status, other.body.message],
      [403, 'the client certificate does not have the authority "decide"'],
    );
    assert.equal((await named('uri:spiffe://x/metrics').evaluate()).status, 403);
  });

  for (const [name, issue] of [
    ['of another authority', () => certificateAuthority().issue()],
    ['of another authority with the same name', () => certificateAuthority('same').issue()],
    ['that has expired', () => clients.issue({ notAfter: Date.now() - 60_000 })],
    ['of the server', undefined],
  ] as const) {
    test(`${name} are a 401`, async (t) => {
      const { client, pair } = await secured(
        t,
        mutual(name.includes('same') ? certificateAuthority('same') : clients),
      );
      const answer = await client(issue?.() ?? pair).evaluate();
      assert.equal(answer.status, 401);
      assert.match(String(answer.body.message), /the client certificate is not accepted: [A-Z_]+/);
    });
  }

  test('or a token do, where both are known; a wrong token is not made good', async (t) => {
    const { client } = await secured(t, (put) => ({ tlsClientCa: put('clients.pem', clients.cert) }));
    assert.equal((await client(clients.issue()).evaluate()).status, 200);
    assert.equal((await client().evaluate(bearer)).status, 200);
    assert.equal((await client(clients.issue()).evaluate({ authorization: `Bearer ${token}x` })).status, 401);
    const none = await client().evaluate();
    assert.equal(none.headers['www-authenticate'], 'Bearer realm="postern"');
  });

  test('end with the certificate, on a connection that goes on', async (t) => {
    const { client } = await secured(t, mutual(clients));
    const ends = Math.ceil(Date.now() / 1000) * 1000 + 1500;
    const brief = client(clients.issue({ notAfter: ends }));
    assert.equal((await brief.evaluate()).status, 200);
    await until(() => Date.now() > ends);
    const after = await brief.evaluate();
    assert.deepEqual([after.status, after.reused], [401, true]);
    assert.match(String(after.body.message), /expired/);
  });

  test('are judged anew on new connections when the authorities change', async (t) => {
    const { client, put } = await secured(t, mutual(clients));
    const old = clients.issue();
    assert.equal((await client(old).evaluate()).status, 200);
    put('clients.pem', certificateAuthority().cert);
    await until(async () => (await client(old).evaluate()).status === 401);
  });

  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    test(`are not left out by resuming a session: ${version}`, async (t) => {
      const { port, authority } = await secured(t, mutual(clients));
      const ask = (session?: Buffer) =>
        new Promise<{ text: string; session: Buffer | undefined; resumed: boolean }>((resolve, reject) => {
          let text = '';
          let given: Buffer | undefined;
          const socket: TLSSocket = connect({
            port,
            host: '127.0.0.1',
            ca: authority.cert,
            minVersion: version,
            maxVersion: version,
            ...(session && { session }),
          });
          socket.on('session', (data) => {
            given = data;
          });
          let resumed = false;
          socket.on('secureConnect', () => {
            resumed = socket.isSessionReused();
            socket.write('GET /v1/data/authz/decision HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
          });
          socket.on('data', (chunk) => {
            text += chunk;
          });
          socket.on('error', reject);
          socket.on('close', () => resolve({ text, session: given, resumed }));
        });
      const first = await ask();
      assert.match(first.text, /^HTTP\/1\.1 401/);
      const second = await ask(first.session);
      assert.match(second.text, /^HTTP\/1\.1 401/);
      assert.equal(second.resumed, false);
    });
  }
});
