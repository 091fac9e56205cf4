import { fromBytes, toBytes } from './bytes.ts';

/** Go's base64.StdEncoding: padding is demanded, line breaks are skipped. Undefined where the text is none. */
export function decodeBase64(text: string): Buffer | undefined {
  const joined = text.replace(/[\r\n]/g, '');
  if (joined.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(joined)) return undefined;
  return Buffer.from(joined, 'base64');
}

/** base64.URLEncoding, where padding may be missing altogether. */
export function decodeBase64Url(text: string): Buffer | undefined {
  const missing = text.endsWith('=') ? 0 : [0, undefined, 2, 1][toBytes(text).length % 4];
  if (missing === undefined) return undefined;
  const joined = (text + '='.repeat(missing)).replace(/[\r\n]/g, '');
  if (joined.length % 4 !== 0 || !/^[A-Za-z0-9_-]*={0,2}$/.test(joined)) return undefined;
  return Buffer.from(joined, 'base64url');
}

export function encodeBase64(text: string): string {
  return toBytes(text).toString('base64');
}

export function encodeBase64Url(text: string, padded: boolean): string {
  const encoded = toBytes(text).toString('base64url');
  return padded ? encoded.padEnd(Math.ceil(encoded.length / 4) * 4, '=') : encoded;
}

/** The text of decoded bytes; undefined stays undefined. */
export function textOfBytes(bytes: Buffer | undefined): string | undefined {
  return bytes && fromBytes(bytes);
}
