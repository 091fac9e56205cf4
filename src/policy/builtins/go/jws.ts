import {
  createHmac,
  createPublicKey,
  createSecretKey,
  type KeyObject,
  timingSafeEqual,
  verify,
  X509Certificate,
} from 'node:crypto';

/** A key that signatures are verified with, and what its JWK says of it. */
export interface VerificationKey {
  readonly key: KeyObject;
  readonly algorithm: string;
  readonly id: string;
  /** Whether the JWK holds the private half too. */
  readonly isPrivate: boolean;
}

const hashes: Readonly<Record<string, string>> = { 256: 'sha256', 384: 'sha384', 512: 'sha512' };

/** The algorithms of RFC 7518 and RFC 8037 that OPA verifies. */
export const algorithms: readonly string[] = [
  ...['RS', 'PS', 'ES', 'HS'].flatMap((family) => Object.keys(hashes).map((bits) => family + bits)),
  'EdDSA',
];

/** Algorithms of JOSE that sign nothing here: keys of these are passed over, those of unknown ones refused. */
const otherAlgorithms =
  /^(?:ES256K|none|dir|RSA1_5|RSA-OAEP(?:-\d+)?|A\d+(?:KW|GCMKW|GCM|CBC-HS\d+)|ECDH-ES(?:\+A\d+KW)?|PBES2-HS\d+\+A\d+KW)$/;

/** The keys in a PEM certificate, a PEM public key, a JWK or a JWK set; undefined where there is none to be read. */
export function readKeys(text: string): VerificationKey[] | undefined {
  try {
    return /-----BEGIN /.test(text) ? readPem(text) : readJwks(JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}

/** One PEM block, and nothing after it. */
function readPem(text: string): VerificationKey[] | undefined {
  const block = /-----BEGIN ([^-\n]+)-----\r?\n[\s\S]*?-----END \1-----[ \t]*\r?\n?/.exec(text);
  if (block === null || block.index + block[0].length !== text.length) return undefined;
  if (block[1] === 'CERTIFICATE') return [plain(new X509Certificate(block[0]).publicKey)];
  return block[1] === 'PUBLIC KEY' ? [plain(createPublicKey(block[0]))] : undefined;
}

function plain(key: KeyObject): VerificationKey {
  return { key, algorithm: '', id: '', isPrivate: false };
}

function readJwks(json: unknown): VerificationKey[] | undefined {
  if (typeof json !== 'object' || json === null) return undefined;
  const list: unknown = 'keys' in json ? json.keys : [json];
  if (!Array.isArray(list)) return undefined;
  const keys: VerificationKey[] = [];
  for (const jwk of list as unknown[]) {
    const { alg = '', kid = '', kty } = jwk as Readonly<Record<string, unknown>>;
    if (typeof alg !== 'string' || typeof kid !== 'string' || typeof kty !== 'string') return undefined;
    if (otherAlgorithms.test(alg)) continue;
    if (alg !== '' && !algorithms.includes(alg)) return undefined;
    const { k, d } = jwk as Readonly<Record<string, unknown>>;
    const key =
      kty === 'oct'
        ? createSecretKey(Buffer.from(String(k), 'base64url'))
        : createPublicKey({ key: jwk as Record<string, string>, format: 'jwk' });
    keys.push({ key, algorithm: alg, id: kid, isPrivate: d !== undefined });
  }
  return keys;
}

/** Whether a signature over the bytes holds for this key and algorithm; false for keys of another kind. */
export function verifySignature(
  algorithm: string,
  key: KeyObject,
  signed: Uint8Array,
  signature: Uint8Array,
): boolean {
  const hash = hashes[algorithm.slice(2)];
  const type = key.asymmetricKeyType;
  try {
    if (algorithm === 'EdDSA') return type === 'ed25519' && verify(null, signed, key, signature);
    if (hash === undefined) return false;
    if (algorithm.startsWith('HS')) {
      return key.type === 'secret' && verifyHmac(algorithm, key.export(), signed, signature);
    }
    if (algorithm.startsWith('RS')) return type === 'rsa' && verify(hash, signed, key, signature);
    if (algorithm.startsWith('PS')) {
      const padding = { padding: 6, saltLength: -2 };
      return type === 'rsa' && verify(hash, signed, { key, ...padding }, signature);
    }
    if (!algorithm.startsWith('ES') || type !== 'ec') return false;
    return verify(hash, signed, { key, dsaEncoding: 'ieee-p1363' }, signature);
  } catch {
    return false;
  }
}

/** Compares in constant time. */
export function verifyHmac(
  algorithm: string,
  secret: Uint8Array,
  signed: Uint8Array,
  signature: Uint8Array,
): boolean {
  const hash = algorithm.startsWith('HS') ? hashes[algorithm.slice(2)] : undefined;
  if (hash === undefined) return false;
  const expected = createHmac(hash, secret).update(signed).digest();
  return expected.length === signature.length && timingSafeEqual(expected, signature);
}
