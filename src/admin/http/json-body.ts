import { isUtf8 } from 'node:buffer';
import { bodyError, type Problem } from './problem.ts';
import { malformed } from './problems.ts';
import { isStorable } from './storable-text.ts';

/** Objects and arrays inside one another, the outermost counted. */
const MAX_DEPTH = 64;

/**
 * Parses a request body; an empty one is undefined. Throws a 400 problem that says what is wrong: not UTF-8, not JSON
 * (RFC 8259), nested too deep, text that can't be stored, or a member named `__proto__`.
 */
export function parseJsonBody(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  if (!isUtf8(body)) throw malformed('The body is not UTF-8.');
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch (error) {
    throw malformed(`The body is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  check(value, []);
  return value;
}

function check(value: unknown, path: readonly (string | number)[]): void {
  if (typeof value === 'string') {
    if (!isStorable(value)) throw refusal(path, 'has a NUL character or half of a surrogate pair');
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  if (path.length >= MAX_DEPTH) throw malformed(`The body is nested deeper than ${MAX_DEPTH} levels.`);
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) check(item, [...path, index]);
    return;
  }
  for (const [name, member] of Object.entries(value)) {
    if (name === '__proto__' || !isStorable(name))
      throw refusal(path, 'has a member with a name that is not accepted');
    check(member, [...path, name]);
  }
}

function refusal(path: readonly (string | number)[], message: string): Problem {
  const at = path.length === 0 ? 'The body' : `In the body: ${path.join('.')}`;
  return malformed(`${at} ${message}.`, [bodyError(path, message)]);
}
