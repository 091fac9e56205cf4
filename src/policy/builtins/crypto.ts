import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Builtin, Builtins } from './builtin.ts';
import { toBytes } from './go/bytes.ts';
import { textOf } from './operands.ts';

/** Hashes of a string's bytes, in lower-case hexadecimal. Source: OPA, topdown/crypto.go. */
export const cryptoBuiltins: Builtins = {
  'crypto.md5': hash('md5'),
  'crypto.sha1': hash('sha1'),
  'crypto.sha256': hash('sha256'),
  'crypto.hmac.md5': hmac('md5'),
  'crypto.hmac.sha1': hmac('sha1'),
  'crypto.hmac.sha256': hmac('sha256'),
  'crypto.hmac.sha512': hmac('sha512'),
  'crypto.hmac.equal': ([first, second]) => {
    const [a, b] = [textOf(first), textOf(second)];
    if (a === undefined || b === undefined) return undefined;
    const [left, right] = [toBytes(a), toBytes(b)];
    return left.length === right.length && timingSafeEqual(left, right);
  },
};

function hash(algorithm: string): Builtin {
  return ([operand]) => {
    const text = textOf(operand);
    return text === undefined ? undefined : createHash(algorithm).update(toBytes(text)).digest('hex');
  };
}

function hmac(algorithm: string): Builtin {
  return ([operand, secret]) => {
    const [text, key] = [textOf(operand), textOf(secret)];
    if (text === undefined || key === undefined) return undefined;
    return createHmac(algorithm, toBytes(key)).update(toBytes(text)).digest('hex');
  };
}
