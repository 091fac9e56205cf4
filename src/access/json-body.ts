import { isUtf8 } from 'node:buffer';
import { hasDuplicateMembers } from './duplicate-members.ts';
import { BadRequest } from './errors.ts';

/** Objects and arrays inside one another, the outermost counted. */
export const MAX_DEPTH = 64;

/** Parses a request body of JSON in UTF-8; see `parseJson`. Throws BadRequest with what is wrong. */
export function parseJsonBody(body: Buffer): unknown {
  if (body.length === 0) throw new BadRequest('the body is empty; expected a JSON object');
  return parseJson(decodeBody(body));
}

/** The text of a body. Throws BadRequest where it is not UTF-8. */
export function decodeBody(body: Buffer): string {
  if (!isUtf8(body)) throw new BadRequest('the body is not UTF-8');
  return body.toString('utf8');
}

/**
 * Parses JSON that a client sent. Throws BadRequest with what is wrong: not JSON (RFC 8259), nested deeper than MAX_DEPTH,
 * a lone surrogate (no UTF-8 text can say it, and WASM modules trap on it), a number too large to be held (it would reach
 * the policy as null), a `__proto__` member, or a member that is there twice, of which others might read the first.
 *
 * @param what names the text in messages
 */
export function parseJson(text: string, what = 'the body'): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new BadRequest(`${what} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const members = check(value, 1, MAY_HOLD_LONE_SURROGATE.test(text), what);
  if (hasDuplicateMembers(text, members)) throw new BadRequest(`an object in ${what} has a member twice`);
  return value;
}

/** Throws BadRequest for a value that JSON could not have given, or that `parseJson` would not have taken. */
export function checkJsonValue(value: unknown, what = 'the body'): void {
  check(value, 1, true, what);
}

/** UTF-8 itself has no surrogates, so a lone one can only come from an escape. */
const MAY_HOLD_LONE_SURROGATE = /\\u[dD][89a-fA-F]/;
const LONE_SURROGATE = /\p{Surrogate}/u;

/** Gives how many members the objects of the value have. */
function check(value: unknown, depth: number, surrogates: boolean, what: string): number {
  if (typeof value === 'string') {
    if (surrogates) checkText(value, what);
    return 0;
  }
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new BadRequest(`${what} has a number that is too large`);
  if (typeof value !== 'object' || value === null) return 0;
  if (depth > MAX_DEPTH) throw new BadRequest(`${what} is nested deeper than ${MAX_DEPTH} levels`);
  let members = 0;
  if (Array.isArray(value)) {
    for (const item of value) members += check(item, depth + 1, surrogates, what);
    return members;
  }
  for (const key of Object.keys(value)) {
    if (key === '__proto__')
      throw new BadRequest(`${what} has a member named __proto__, which is not accepted`);
    if (surrogates) checkText(key, what);
    members += 1 + check((value as Record<string, unknown>)[key], depth + 1, surrogates, what);
  }
  return members;
}

function checkText(text: string, what: string): void {
  if (LONE_SURROGATE.test(text)) throw new BadRequest(`${what} has a string with a lone surrogate`);
}
