import { compare } from '../values/compare.ts';
import type { Value } from '../values/value.ts';
import type { Builtin, Builtins, EvaluationClock } from './builtin.ts';
import { decodeBase64Url, textOfBytes } from './go/base64.ts';
import { toBytes } from './go/bytes.ts';
import { shortestFloat } from './go/format-float.ts';
import { algorithms, readKeys, type VerificationKey, verifyHmac, verifySignature } from './go/jws.ts';
import { trimmed } from './go/trim.ts';
import { unmarshal } from './json.ts';
import { makeNumber, numberText } from './numbers.ts';
import { arrayOf, makeArray, makeObject, objectOf, type RegoObject, textOf } from './operands.ts';

/** JSON Web Tokens. Source: OPA, topdown/tokens.go; RFC 7515 and 7519. */
export const tokenBuiltins: Builtins = {
  'io.jwt.decode': ([operand]) => decode(textOf(operand)),
  'io.jwt.decode_verify': ([operand, constraints], clock) => {
    const wanted = constraintsOf(constraints, clock);
    return wanted && decodeVerify(textOf(operand), wanted);
  },
  ...Object.fromEntries(
    algorithms.map((algorithm) => [
      `io.jwt.verify_${algorithm.toLowerCase()}`,
      algorithm.startsWith('HS') ? verifyWithSecret(algorithm) : verifyWithKeys(algorithm),
    ]),
  ),
};

interface Token {
  readonly signed: string;
  readonly header: string;
  readonly payload: string;
  readonly signature: string;
}

function split(text: string | undefined): Token | undefined {
  const parts = text?.split('.');
  if (parts?.length !== 3) return undefined;
  const [header = '', payload = '', signature = ''] = parts;
  return { signed: `${header}.${payload}`, header, payload, signature };
}

function decoded(part: string): string | undefined {
  return textOfBytes(decodeBase64Url(part));
}

/** A token's header; encrypted tokens (JWE) are none. */
function headerOf(token: Token): RegoObject | undefined {
  const header = objectOf(unmarshal(decoded(token.header)));
  return header === undefined || header.get('enc') !== undefined ? undefined : header;
}

/** `[header, payload, signature]`, the last in hexadecimal; of a token within a token, the inner one. */
function decode(text: string | undefined): Value | undefined {
  const token = split(text);
  const header = token && headerOf(token);
  const payload = token && decoded(token.payload);
  if (token === undefined || header === undefined || payload === undefined) return undefined;
  const contentType = header.get('cty');
  if (contentType !== undefined && textOf(contentType) === undefined) return undefined;
  if (contentType === 'JWT') return decode(trimmed(payload, (one) => one === '"' || one === "'"));
  const claims = objectOf(unmarshal(payload));
  const signature = decodeBase64Url(token.signature);
  return claims && signature && makeArray([header, claims, signature.toString('hex')]);
}

function verifyWithSecret(algorithm: string): Builtin {
  return ([operand, secret]) => {
    const [token, key] = [split(textOf(operand)), textOf(secret)];
    const signature = token && decodeBase64Url(token.signature);
    if (token === undefined || key === undefined || signature === undefined) return undefined;
    return verifyHmac(algorithm, toBytes(key), toBytes(token.signed), signature);
  };
}

function verifyWithKeys(algorithm: string): Builtin {
  return ([operand, certificate]) => {
    const token = split(textOf(operand));
    const keys = readKeys(textOf(certificate) ?? '');
    const signature = token && decodeBase64Url(token.signature);
    const header = token && fieldsOf(headerOf(token));
    if (token === undefined || keys === undefined || signature === undefined || header === undefined)
      return undefined;
    const signed = toBytes(token.signed);
    return candidates(keys, header).some(
      ({ key, isPrivate }) => !isPrivate && verifySignature(algorithm, key, signed, signature),
    );
  };
}

/** The key the token names, if it is there; else those whose algorithm is the token's, or not said. */
function candidates(keys: readonly VerificationKey[], header: HeaderFields): readonly VerificationKey[] {
  const named = header.kid === '' ? undefined : keys.find(({ id }) => id === header.kid);
  if (named !== undefined) return [named];
  return keys.filter(({ algorithm }) => algorithm === '' || algorithm === header.alg);
}

interface HeaderFields {
  readonly alg: string;
  readonly kid: string;
  readonly cty: string;
  /** Whether all that the header calls critical is known here. */
  readonly understood: boolean;
}

/** Undefined where a member has the wrong type. */
function fieldsOf(header: RegoObject | undefined): HeaderFields | undefined {
  if (header === undefined) return undefined;
  const [alg, kid, typ, cty] = ['alg', 'kid', 'typ', 'cty'].map((name) => {
    const value = header.get(name);
    return value === undefined ? '' : textOf(value);
  });
  if (alg === undefined || kid === undefined || typ === undefined || cty === undefined) return undefined;
  const crit = header.get('crit');
  if (crit === undefined) return { alg, kid, cty, understood: true };
  const critical = arrayOf(crit)?.map(textOf);
  // OPA stops at the first name that is no string; without any name the header is malformed.
  const names = critical?.slice(0, critical.includes(undefined) ? critical.indexOf(undefined) : undefined);
  if (names === undefined || names.length === 0) return undefined;
  const known = ['alg', 'kid', 'typ', 'cty', 'crit'];
  const understood = names.every(
    (name) => known.includes(name ?? '') || header.get(name ?? '') === undefined,
  );
  return { alg, kid, cty, understood };
}

interface Constraints {
  readonly keys: readonly VerificationKey[] | undefined;
  readonly secret: string;
  readonly alg: string;
  readonly iss: string;
  readonly aud: string;
  /** Nanoseconds since the epoch. */
  readonly time: number;
}

/** Exactly one of `cert` and `secret` has to be there; what is not known is refused. */
function constraintsOf(operand: Value | undefined, clock: EvaluationClock): Constraints | undefined {
  const object = objectOf(operand);
  if (object === undefined) return undefined;
  const texts = { cert: '', secret: '', alg: '', iss: '', aud: '' };
  let time: number | undefined;
  for (const [key, value] of object.entries()) {
    const name = textOf(key);
    const text = textOf(value);
    if (name === 'time') {
      time = Number(numberText(value) ?? Number.NaN);
      if (!Number.isFinite(time) || time < 0) return undefined;
    } else if (name !== undefined && Object.hasOwn(texts, name) && text !== undefined) {
      texts[name as keyof typeof texts] = text;
    } else return undefined;
  }
  const keys = object.get('cert') === undefined ? undefined : readKeys(texts.cert);
  if (object.get('cert') !== undefined && keys === undefined) return undefined;
  if ((keys === undefined) === (texts.secret === '')) return undefined;
  return { ...texts, keys, time: time ?? Number(clock.nowNs()) };
}

const unverified = makeArray([false, makeObject([]), makeObject([])]);

/** `[valid, header, payload]`, the last two empty unless valid; undefined for what is no token. */
function decodeVerify(text: string | undefined, wanted: Constraints): Value | undefined {
  const token = split(text);
  const header = token && headerOf(token);
  const fields = fieldsOf(header);
  if (token === undefined || header === undefined || fields === undefined) return undefined;
  if (fields.alg === '' || !fields.understood) return unverified;
  if (wanted.alg !== '' && wanted.alg !== fields.alg) return unverified;
  const signature = decodeBase64Url(token.signature);
  if (signature === undefined) return undefined;
  if (!isSigned(token, fields, signature, wanted)) return unverified;
  const payload = decoded(token.payload);
  if (payload === undefined) return undefined;
  if (fields.cty.toUpperCase() === 'JWT') return decodeVerify(payload, wanted);
  const claims = objectOf(unmarshal(payload));
  const holds = claims && claimsHold(claims, wanted);
  if (claims === undefined || holds === undefined) return undefined;
  return holds ? makeArray([true, header, claims]) : unverified;
}

function isSigned(token: Token, fields: HeaderFields, signature: Uint8Array, wanted: Constraints): boolean {
  const signed = toBytes(token.signed);
  if (wanted.keys === undefined) return verifyHmac(fields.alg, toBytes(wanted.secret), signed, signature);
  return candidates(wanted.keys, fields).some(({ key }) =>
    verifySignature(fields.alg, key, signed, signature),
  );
}

/** Undefined where a claim has the wrong type. */
function claimsHold(claims: RegoObject, { iss, aud, time }: Constraints): boolean | undefined {
  const issuer = claims.get('iss');
  if (iss !== '') {
    if (issuer === undefined) return false;
    if (textOf(issuer) === undefined) return undefined;
    if (issuer !== iss) return false;
  }
  const audience = claims.get('aud');
  if (audience === undefined ? aud !== '' : !isAudience(audience, aud)) return false;
  const now = makeNumber(shortestFloat(time / 1e9));
  const [expiry, start] = [claims.get('exp'), claims.get('nbf')];
  if (expiry !== undefined) {
    if (numberText(expiry) === undefined) return undefined;
    if (compare(now, expiry) >= 0) return false;
  }
  if (start !== undefined) {
    if (numberText(start) === undefined) return undefined;
    if (compare(now, start) < 0) return false;
  }
  return true;
}

function isAudience(claim: Value, wanted: string): boolean {
  return claim === wanted || arrayOf(claim)?.some((one) => one === wanted) === true;
}
