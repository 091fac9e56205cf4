import type { IncomingHttpHeaders } from 'node:http';
import { malformed } from '../http/problems.ts';

export const IDEMPOTENCY_HEADER = 'idempotency-key';
/** Characters of a key. */
const LONGEST_KEY = 255;

/** A String of RFC 8941, section 3.3.3. */
const QUOTED = /^"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"$/;
/** As most clients send it. */
const BARE = /^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*$/;

/**
 * The key in a request's header; undefined without one. In double quotes or without, it is the same key. Throws a 400
 * problem for anything else, several keys, and one that is empty or too long. Source:
 * draft-ietf-httpapi-idempotency-key-header-07, section 2.1.
 */
export function idempotencyKey(headers: IncomingHttpHeaders): string | undefined {
  const given = headers[IDEMPOTENCY_HEADER];
  if (given === undefined) return undefined;
  const text = String(given).trim();
  const key = QUOTED.exec(text)?.[1]?.replace(/\\(.)/g, '$1') ?? BARE.exec(text)?.[0] ?? '';
  if (key !== '' && key.length <= LONGEST_KEY) return key;
  const message = `must be one key of 1 to ${LONGEST_KEY} ASCII characters, such as "8e03978e-40d5-43e8-bc93-6894a57f9324"`;
  throw malformed(`Idempotency-Key ${message}.`, [{ field: IDEMPOTENCY_HEADER, message }]);
}
