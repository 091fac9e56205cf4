import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { isIPv4 } from 'node:net';
import {
  asPlace,
  bits,
  identifier,
  inPlace,
  integer,
  octets,
  sequence,
  set,
  text,
  time,
  yes,
} from './der.ts';

const DAY = 86_400_000;

export interface Pair {
  readonly cert: string;
  readonly key: string;
}

export interface Subject {
  readonly commonName?: string;
  /** Alternative names, as `dns:…`, `uri:…`, `email:…` or `ip:…`. */
  readonly names?: readonly string[];
  /** When it ends, in milliseconds since the epoch; tomorrow by default. */
  readonly notAfter?: number;
}

export interface Authority {
  readonly cert: string;
  issue(subject?: Subject): Pair;
}

/** A certificate authority of the tests, another one at each call. Source: RFC 5280, section 4.1. */
export function certificateAuthority(commonName = `authority ${Math.random()}`): Authority {
  const own = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const issuer = commonNameOf(commonName);
  const signed = (subject: Buffer, key: KeyObject, notAfter: number, extensions: readonly Buffer[]) => {
    const ecdsaWithSha256 = sequence(identifier('1.2.840.10045.4.3.2'));
    const body = sequence(
      inPlace(0, integer(2)),
      integer(1 + Math.floor(Math.random() * 100)),
      ecdsaWithSha256,
      issuer,
      sequence(time(Date.now() - DAY), time(notAfter)),
      subject,
      key.export({ type: 'spki', format: 'der' }),
      inPlace(3, sequence(...extensions)),
    );
    return pem('CERTIFICATE', sequence(body, ecdsaWithSha256, bits(sign('sha256', body, own.privateKey))));
  };
  const isAuthority = sequence(identifier('2.5.29.19'), yes(), octets(sequence(yes())));
  return {
    cert: signed(issuer, own.publicKey, Date.now() + DAY, [isAuthority]),
    issue({ commonName = 'localhost', names = ['dns:localhost', 'ip:127.0.0.1'], notAfter } = {}) {
      const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const alternative = sequence(identifier('2.5.29.17'), octets(sequence(...names.map(alternativeName))));
      const extensions = names.length === 0 ? [] : [alternative];
      return {
        cert: signed(commonNameOf(commonName), publicKey, notAfter ?? Date.now() + DAY, [
          sequence(identifier('2.5.29.19'), octets(sequence())),
          ...extensions,
        ]),
        key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
      };
    },
  };
}

const commonNameOf = (name: string) => sequence(set(sequence(identifier('2.5.4.3'), text(name))));

function alternativeName(name: string): Buffer {
  const [, kind, value = ''] = /^([a-z]+):(.*)$/s.exec(name) ?? [];
  if (kind === 'ip' && isIPv4(value)) return asPlace(7, Uint8Array.from(value.split('.').map(Number)));
  const place = { email: 1, dns: 2, uri: 6 }[kind ?? ''];
  if (place === undefined) throw new Error(`${name} is no alternative name`);
  return asPlace(place, Buffer.from(value, 'latin1'));
}

function pem(label: string, der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
