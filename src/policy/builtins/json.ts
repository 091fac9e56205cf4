import { isJsonTooDeep, MAX_NESTING } from '../../nesting.ts';
import { parseJson } from '../values/json.ts';
import type { Value } from '../values/value.ts';
import { type Builtins, EvaluationLimit } from './builtin.ts';
import { isWithinLimits } from './go/big-float.ts';
import { type Indentation, marshal } from './go/json-text.ts';
import { numberText } from './numbers.ts';
import { collectionOf, objectOf, textOf } from './operands.ts';

/** Source: OPA, topdown/encoding.go. */
export const jsonBuiltins: Builtins = {
  'json.marshal': ([value]) => (value === undefined ? undefined : marshal(value)),
  'json.marshal_with_options': ([value, options]) => {
    const layout = layoutOf(options);
    if (value === undefined || layout === undefined) return undefined;
    return layout === 'compact' ? marshal(value) : layout.prefix + marshal(value, layout);
  },
  'json.unmarshal': ([operand]) => unmarshal(textOf(operand)),
  'json.is_valid': ([operand]) => {
    const text = textOf(operand);
    return text !== undefined && isJson(text);
  },
};

/** A half of a surrogate pair that is written as an escape, without the other half. */
const loneEscape =
  /\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F][0-9a-fA-F]{2})|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2}/g;

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * Reads JSON as OPA does: an escape of half a character is U+FFFD, and what follows a `null` behind the value is not
 * looked at. Undefined for what is no JSON.
 */
export function unmarshal(text: string | undefined): Value | undefined {
  if (text === undefined) return undefined;
  const value = parsed(text);
  if (value !== undefined) return value;
  const end = endOfFirst(text);
  return /^[ \t\r\n]*null/.test(text.slice(end, end + 1000)) ? parsed(text.slice(0, end)) : undefined;
}

const plain = /[ \t\r\n]*(?:-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|null|true|false)?/y;
const token = /"(?:[^"\\]|\\.)*"|[[\]{}]/gs;

/** Where the first value of a text ends, if it is one. */
function endOfFirst(text: string): number {
  plain.lastIndex = 0;
  plain.test(text);
  const start = plain.lastIndex;
  if (!/["[{]/.test(text.charAt(start))) return start;
  token.lastIndex = start;
  let depth = 0;
  for (let found = token.exec(text); found !== null; found = token.exec(text)) {
    if (found[0] === '[' || found[0] === '{') depth += 1;
    else if (!found[0].startsWith('"')) depth -= 1;
    if (depth <= 0) return token.lastIndex;
  }
  return text.length;
}

function parsed(text: string): Value | undefined {
  if (isJsonTooDeep(text)) throw new EvaluationLimit(`JSON nested deeper than ${MAX_NESTING} levels`);
  const replaced = /\\u[dD][89a-fA-F]/.test(text)
    ? text.replace(/\\\\|\\u[0-9a-fA-F]{4}(?:\\u[0-9a-fA-F]{4})?/g, (one) =>
        one.replace(loneEscape, '\\ufffd'),
      )
    : text;
  try {
    const value = parseJson(replaced);
    return /\d[eE][+-]?\d{4}/.test(replaced) && !hasModestNumbers(value) ? undefined : value;
  } catch {
    return undefined;
  }
}

function hasModestNumbers(value: Value): boolean {
  const number = numberText(value);
  if (number !== undefined) return isWithinLimits(number);
  const members =
    collectionOf(value) ??
    objectOf(value)
      ?.entries()
      .map(([, member]) => member);
  return members === undefined || members.every(hasModestNumbers);
}

/** Indentation makes the text pretty unless `pretty` says otherwise. Undefined for options that are none. */
function layoutOf(operand: Value | undefined): Indentation | 'compact' | undefined {
  const options = objectOf(operand);
  if (options === undefined) return undefined;
  let { prefix, indent } = { prefix: '', indent: '\t' };
  let implied = false;
  let pretty: boolean | undefined;
  for (const [key, value] of options.entries()) {
    const text = textOf(value);
    if (key === 'pretty' && typeof value === 'boolean') pretty = value;
    else if (key === 'prefix' && text !== undefined) prefix = text;
    else if (key === 'indent' && text !== undefined) indent = text;
    else return undefined;
    implied ||= key !== 'pretty';
  }
  return (pretty ?? implied) ? { prefix, indent } : 'compact';
}
