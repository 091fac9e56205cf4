import { fromBytes, toBytes } from './bytes.ts';
import { parseAddress } from './ip.ts';

/** The parts of a URL that `uri.parse` shows. Source: Go, src/net/url. */
export interface UrlParts {
  readonly scheme: string;
  readonly hostname: string;
  readonly port: string;
  readonly path: string;
  readonly rawPath: string;
  readonly rawQuery: string;
  readonly fragment: string;
}

const always = 'A-Za-z0-9\\-._~';
/** The characters that stand for themselves, by the part of the URL. */
const plain = {
  path: new RegExp(`[${always}$&+,/:;=@]`),
  host: new RegExp(`[${always}!"$&'()*+,:;<=>[\\]]`),
  query: new RegExp(`[${always}]`),
};

type Part = keyof typeof plain;

/** Go's url.Parse; undefined for what it refuses. */
export function parseUrl(text: string): UrlParts | undefined {
  const hash = text.indexOf('#');
  const raw = hash < 0 ? text : text.slice(0, hash);
  const fragment = unescaped(hash < 0 ? '' : text.slice(hash + 1), 'path');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what Go refuses
  if (fragment === undefined || /[\x00-\x1f\x7f]/.test(raw)) return undefined;
  const none = { scheme: '', hostname: '', port: '', path: '', rawPath: '', rawQuery: '', fragment };
  if (raw === '*') return { ...none, path: '*', rawPath: '*' };
  if (raw.startsWith(':')) return undefined;
  const schemed = /^([a-zA-Z][a-zA-Z0-9+\-.]*):(.*)$/su.exec(raw);
  const scheme = (schemed?.[1] ?? '').toLowerCase();
  const afterScheme = schemed?.[2] ?? raw;
  const question = afterScheme.indexOf('?');
  const rawQuery = question < 0 ? '' : afterScheme.slice(question + 1);
  let rest = question < 0 ? afterScheme : afterScheme.slice(0, question);
  if (!rest.startsWith('/')) {
    if (scheme !== '') return { ...none, scheme, rawQuery };
    if ((rest.split('/')[0] ?? '').includes(':')) return undefined;
  }
  let host: { readonly hostname: string; readonly port: string } | undefined = { hostname: '', port: '' };
  if (rest.startsWith('//') && (scheme !== '' || !rest.startsWith('///'))) {
    const slash = rest.indexOf('/', 2);
    host = parseAuthority(scheme, rest.slice(2, slash < 0 ? undefined : slash));
    rest = slash < 0 ? '' : rest.slice(slash);
  }
  const path = unescaped(rest, 'path');
  if (host === undefined || path === undefined) return undefined;
  return { scheme, ...host, path, rawPath: rest === escaped(path, 'path') ? path : rest, rawQuery, fragment };
}

/** Go's url.QueryEscape. */
export function escapeQuery(text: string): string {
  return escaped(text, 'query');
}

/** Go's url.QueryUnescape; undefined for a `%` that is not followed by two digits. */
export function unescapeQuery(text: string): string | undefined {
  return unescaped(text, 'query');
}

/** Go's url.ParseQuery: the values of each name; undefined where any part is malformed. */
export function parseQuery(query: string): Map<string, string[]> | undefined {
  const values = new Map<string, string[]>();
  const parts = query.split('&');
  if (parts.length > 10_000) return undefined;
  for (const part of parts) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    const name = unescaped(equals < 0 ? part : part.slice(0, equals), 'query');
    const value = unescaped(equals < 0 ? '' : part.slice(equals + 1), 'query');
    if (part.includes(';') || name === undefined || value === undefined) return undefined;
    const earlier = values.get(name);
    if (earlier === undefined) values.set(name, [value]);
    else earlier.push(value);
  }
  return values;
}

function parseAuthority(scheme: string, authority: string): { hostname: string; port: string } | undefined {
  const at = authority.lastIndexOf('@');
  const host = parseHost(scheme, authority.slice(at + 1));
  if (host === undefined) return undefined;
  if (at >= 0) {
    const user = authority.slice(0, at);
    if (!/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(user) || unescaped(user, 'path') === undefined)
      return undefined;
  }
  const colon = host.lastIndexOf(':');
  const hasPort = colon >= 0 && /^:\d*$/.test(host.slice(colon));
  const name = hasPort ? host.slice(0, colon) : host;
  return {
    hostname: name.startsWith('[') && name.endsWith(']') ? name.slice(1, -1) : name,
    port: hasPort ? host.slice(colon + 1) : '',
  };
}

function parseHost(scheme: string, host: string): string | undefined {
  const bracket = host.lastIndexOf('[');
  if (bracket > 0) return undefined;
  if (bracket === 0) {
    const close = host.lastIndexOf(']');
    const port = host.slice(close + 1);
    if (close < 0 || !/^(?::\d*)?$/.test(port)) return undefined;
    const [address = '', zone] = splitZone(host.slice(1, close));
    const decoded = unescaped(address, 'host');
    const decodedZone = zone === undefined ? '' : unescaped(zone, 'path');
    if (decoded === undefined || decodedZone === undefined || decodedZone === '%') return undefined;
    if (!decoded.includes(':') || parseAddress(decoded) === undefined) return undefined;
    return `[${decoded}${decodedZone}]${port}`;
  }
  let colon = host.indexOf(':');
  if (colon >= 0) {
    if (scheme !== 'http' && scheme !== 'https') colon = host.lastIndexOf(':');
    if (!/^:\d*$/.test(host.slice(colon))) return undefined;
  }
  return unescaped(host, 'host');
}

/** `fe80::1%25eth0` has a zone after its address. */
function splitZone(hostname: string): [address: string, zone: string | undefined] {
  const at = hostname.indexOf('%25');
  return at < 0 ? [hostname, undefined] : [hostname.slice(0, at), hostname.slice(at)];
}

function escaped(text: string, part: Part): string {
  let result = '';
  for (const byte of toBytes(text)) {
    const character = String.fromCharCode(byte);
    if (byte < 0x80 && plain[part].test(character)) result += character;
    else if (part === 'query' && character === ' ') result += '+';
    else result += `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return result;
}

function unescaped(text: string, part: Part): string | undefined {
  if (/%(?![0-9a-fA-F]{2})/.test(text)) return undefined;
  if (part === 'host') {
    // Of ASCII, a host's name may hold `%25` only.
    if (/%(?!25)[0-7]/.test(text)) return undefined;
    for (const character of text) {
      if (character !== '%' && character < '\x80' && !plain.host.test(character)) return undefined;
    }
  }
  const spaced = part === 'query' ? text.replaceAll('+', ' ') : text;
  if (!spaced.includes('%')) return spaced;
  const bytes: number[] = [];
  const source = toBytes(spaced);
  for (let i = 0; i < source.length; i++) {
    const byte = source[i] ?? 0;
    if (byte !== 0x25) bytes.push(byte);
    else {
      bytes.push(Number.parseInt(source.toString('latin1', i + 1, i + 3), 16));
      i += 2;
    }
  }
  return fromBytes(Uint8Array.from(bytes));
}
