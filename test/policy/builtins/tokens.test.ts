import assert from 'node:assert/strict';
import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
} from 'node:crypto';
import { describe, it } from 'node:test';
import { makeNumber } from '../../../src/policy/values/number.ts';
import { type Entry, RegoObject } from '../../../src/policy/values/object.ts';
import type { Value } from '../../../src/policy/values/value.ts';
import { needsOpa } from '../../support/opa.ts';
import { type Call, disagreements } from './support/ask-opa.ts';

const rsa = readAgain(generateKeyPairSync('rsa', { modulusLength: 2048 }));
const otherRsa = readAgain(generateKeyPairSync('rsa', { modulusLength: 2048 }));
const p256 = readAgain(generateKeyPairSync('ec', { namedCurve: 'P-256' }));
const p384 = readAgain(generateKeyPairSync('ec', { namedCurve: 'P-384' }));
const p521 = readAgain(generateKeyPairSync('ec', { namedCurve: 'P-521' }));
const edwards = readAgain(generateKeyPairSync('ed25519'));

/**
 * Keys that are not those that were generated: Node 20 stands still for good when the garbage collection meets what made a
 * key while the same key is exported as a JWK.
 */
function readAgain({ publicKey, privateKey }: { publicKey: KeyObject; privateKey: KeyObject }) {
  return {
    publicKey: createPublicKey(publicKey.export({ type: 'spki', format: 'pem' })),
    privateKey: createPrivateKey(privateKey.export({ type: 'pkcs8', format: 'pem' })),
  };
}
const secret = 'a secret that nobody knows';

const algorithms: readonly (readonly [
  name: string,
  keys: { publicKey: KeyObject; privateKey: KeyObject },
])[] = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'].map((name) => [name, rsa] as const),
  ['ES256', p256],
  ['ES384', p384],
  ['ES512', p521],
  ['EdDSA', edwards],
];

const encoded = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

function signatureOf(algorithm: string, key: KeyObject | undefined, text: string): Buffer {
  const hash = `sha${algorithm.slice(2)}`;
  if (key === undefined || algorithm.startsWith('HS')) return createHmac(hash, secret).update(text).digest();
  if (algorithm === 'EdDSA') return sign(null, Buffer.from(text), key);
  if (algorithm.startsWith('PS')) return sign(hash, Buffer.from(text), { key, padding: 6, saltLength: -1 });
  return sign(hash, Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' });
}

function token(algorithm: string, key: KeyObject | undefined, claims: unknown, header: object = {}): string {
  const text = `${encoded({ alg: algorithm, typ: 'JWT', ...header })}.${encoded(claims)}`;
  return `${text}.${signatureOf(algorithm, key, text).toString('base64url')}`;
}

const pem = (key: KeyObject) => key.export({ type: 'spki', format: 'pem' }).toString();
const jwk = (key: KeyObject, more: object = {}) => ({ ...key.export({ format: 'jwk' }), ...more });
const object = (members: Record<string, Value>) => new RegoObject(Object.entries(members) as Entry[]);

async function agree(calls: readonly Call[]): Promise<void> {
  assert.deepEqual(await disagreements(calls), []);
}

describe('JSON Web Tokens', needsOpa, () => {
  const hs256 = token('HS256', undefined, { iss: 'me', aud: 'you', sub: 'é', n: 1.0 });

  it('are decoded', () => {
    const inner = encoded(hs256);
    const texts = [
      hs256,
      '',
      'a.b',
      'a.b.c',
      '..',
      `${hs256}x`,
      `${hs256}.`,
      hs256.replace('.', '..'),
      `${encoded({ alg: 'none' })}.${encoded({ a: 1 })}.`,
      `${encoded({ alg: 'none' })}.${encoded([1])}.`,
      `${encoded([1])}.${encoded({ a: 1 })}.`,
      `${encoded('{"alg":"a","alg":"b"}')}.${encoded('{"a":1,"a":2.50}')}.AQI`,
      `${encoded({ enc: 'A128GCM' })}.${encoded({ a: 1 })}.`,
      `${encoded({ cty: 'JWT' })}.${inner}.`,
      `${encoded({ cty: 'JWT' })}.${encoded(`"${hs256}"`)}.`,
      `${encoded({ cty: 'jwt' })}.${inner}.`,
      `${encoded({ cty: 'x' })}.${encoded({})}.A`,
      `${Buffer.from('{}').toString('base64')}.${Buffer.from('{"a":"?>"}').toString('base64')}.AQ==`,
    ];
    return agree(texts.map((text): Call => ['io.jwt.decode', text]));
  });

  it('are verified with each algorithm and each form of key', async () => {
    const calls: Call[] = [];
    for (const [name, keys] of algorithms) {
      const good = token(name, keys.privateKey, { a: 1 });
      const named = token(name, keys.privateKey, { a: 1 }, { kid: 'k1' });
      const forms = [
        pem(keys.publicKey),
        `${pem(keys.publicKey)}x`,
        `x\n${pem(keys.publicKey)}`,
        JSON.stringify(jwk(keys.publicKey)),
        JSON.stringify({ keys: [jwk(otherRsa.publicKey), jwk(keys.publicKey)] }),
        JSON.stringify({ keys: [jwk(keys.publicKey, { kid: 'k1', alg: name })] }),
        JSON.stringify({ keys: [jwk(keys.publicKey, { kid: 'k2', alg: 'RS256' })] }),
        JSON.stringify({ keys: [jwk(otherRsa.publicKey, { kid: 'k1' }), jwk(keys.publicKey)] }),
        JSON.stringify({ keys: [jwk(keys.publicKey, { alg: 'unknown' })] }),
        JSON.stringify({ keys: [jwk(otherRsa.publicKey, { alg: 'RSA-OAEP' }), jwk(keys.publicKey)] }),
        JSON.stringify({ keys: [] }),
        pem(otherRsa.publicKey),
        pem(p256.publicKey),
        '{}',
        '',
        'x',
      ];
      for (const [verifier] of algorithms) {
        for (const key of forms) {
          for (const text of verifier === name
            ? [good, named, `${good}A`, good.slice(0, -4), good.replace('.', '.A')]
            : [good]) {
            calls.push([`io.jwt.verify_${verifier.toLowerCase()}`, text, key]);
          }
        }
      }
      for (const cert of forms) {
        for (const text of [good, named, `${good}AAAA`]) {
          calls.push(
            ['io.jwt.decode_verify', text, object({ cert })],
            ['io.jwt.decode_verify', text, object({ cert, alg: name })],
          );
        }
      }
    }
    await agree(calls);
  });

  it('are verified with a secret', () => {
    const calls: Call[] = [];
    for (const name of ['HS256', 'HS384', 'HS512']) {
      const text = token(name, undefined, { a: 1 });
      for (const key of [secret, 'another', '']) {
        calls.push(
          [`io.jwt.verify_${name.toLowerCase()}`, text, key],
          ['io.jwt.verify_hs256', text, key],
          ['io.jwt.decode_verify', text, object({ secret: key })],
        );
      }
      const oct = { kty: 'oct', k: Buffer.from(secret).toString('base64url') };
      calls.push(
        ['io.jwt.decode_verify', text, object({ cert: JSON.stringify(oct) })],
        ['io.jwt.decode_verify', text, object({ cert: JSON.stringify({ keys: [oct] }), alg: name })],
      );
    }
    return agree(calls);
  });

  it('meet their constraints', () => {
    const time = (seconds: number) => makeNumber(String(seconds * 1e9));
    const claims: unknown[] = [
      {},
      { iss: 'me' },
      { iss: 'other' },
      { aud: 'you' },
      { aud: ['x', 'you'] },
      { aud: [] },
      { aud: 5 },
      { aud: ['x', 1] },
      { exp: 1000 },
      { exp: 1000.5 },
      { exp: 'soon' },
      { nbf: 1000 },
      { nbf: 999.5 },
      { nbf: '1' },
      { exp: 2000, nbf: 500, iss: 'me', aud: 'you' },
      { exp: null },
      { nbf: 1e30 },
      { exp: 1e30 },
    ];
    const constraints: Record<string, Value>[] = [
      {},
      { iss: 'me' },
      { aud: 'you' },
      { aud: '' },
      { time: time(1000) },
      { time: time(999) },
      { time: time(1500), iss: 'me', aud: 'you' },
      { time: -1 },
      { time: 'x' },
      { time: makeNumber('1000000000000.5') },
      { alg: 'HS256' },
      { alg: 'RS256' },
      { x: 1 },
      { iss: 5 },
      { cert: 'x' },
      { time: 0 },
    ];
    const calls: Call[] = [];
    for (const claim of claims) {
      for (const wanted of constraints) {
        // The present is far from every time here.
        calls.push(['io.jwt.decode_verify', token('HS256', undefined, claim), object({ secret, ...wanted })]);
      }
    }
    return agree(calls);
  });

  it('have headers of many kinds', () => {
    const headers: object[] = [
      { alg: '' },
      { alg: undefined },
      { alg: 'none' },
      { alg: 'hs256' },
      { kid: 'x' },
      { crit: ['b64'] },
      { crit: ['exp'], exp: 1 },
      { crit: ['alg'] },
      { crit: [1] },
      { crit: ['alg', 1] },
      { kid: 5 },
      { typ: 5 },
      { cty: 'JWT' },
      { cty: 'jwt' },
      { x5c: [] },
      { crit: [] },
      { crit: 'x' },
    ];
    const calls = headers.flatMap((header): Call[] => {
      const text = token('HS256', undefined, { a: 1 }, header);
      const nested = token('HS256', undefined, hs256, header);
      return [text, nested].flatMap((one): Call[] => [
        ['io.jwt.decode_verify', one, object({ secret })],
        ['io.jwt.decode_verify', one, object({ secret, aud: 'you' })],
        ['io.jwt.verify_hs256', one, secret],
        ['io.jwt.verify_rs256', one, pem(rsa.publicKey)],
      ]);
    });
    return agree(calls);
  });
});
