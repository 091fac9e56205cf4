import { createHash, createHmac } from 'node:crypto';
import { type HostBuiltin, stringArgument } from './host-builtin.ts';

/** OPA's hashes: of the UTF-8 bytes of a string, in lower-case hexadecimal. */
export const cryptoBuiltins: Readonly<Record<string, HostBuiltin>> = {
  'crypto.md5': hash('md5'),
  'crypto.sha1': hash('sha1'),
  'crypto.sha256': hash('sha256'),
  'crypto.hmac.md5': hmac('md5'),
  'crypto.hmac.sha1': hmac('sha1'),
  'crypto.hmac.sha256': hmac('sha256'),
  'crypto.hmac.sha512': hmac('sha512'),
};

function hash(algorithm: string): HostBuiltin {
  return ([text]) => {
    const value = stringArgument(text);
    return value === undefined ? undefined : `"${createHash(algorithm).update(value).digest('hex')}"`;
  };
}

function hmac(algorithm: string): HostBuiltin {
  return ([text, keyText]) => {
    const value = stringArgument(text);
    const key = stringArgument(keyText);
    if (value === undefined || key === undefined) return undefined;
    return `"${createHmac(algorithm, key).update(value).digest('hex')}"`;
  };
}
