import type { Value } from '../values/value.ts';
import type { Builtin, Builtins } from './builtin.ts';
import { globsIntersect } from './go/glob-intersection.ts';
import { compileRegexp, quoteMeta, type Regexp, replaceAll } from './go/regexp.ts';
import { int64 } from './numbers.ts';
import { makeArray, textOf } from './operands.ts';

/** RE2's syntax and meaning, as in Go. Source: OPA, topdown/regex.go and regex_template.go. */
export const regexBuiltins: Builtins = {
  'regex.is_valid': ([pattern]) => {
    const text = textOf(pattern);
    return text !== undefined && compileRegexp(text) !== undefined;
  },
  'regex.match': matching((regexp, text) => regexp.matches(text)),
  re_match: matching((regexp, text) => regexp.matches(text)),
  'regex.split': matching((regexp, text) => makeArray(split(regexp, text))),
  'regex.find_n': matching((regexp, text, limit) => {
    const count = int64(limit);
    if (count === undefined) return undefined;
    return makeArray(regexp.findAll(text, Number(count)).map((match) => text.slice(match[0], match[1])));
  }),
  'regex.find_all_string_submatch_n': matching((regexp, text, limit) => {
    const count = int64(limit);
    if (count === undefined) return undefined;
    return makeArray(regexp.findAll(text, Number(count)).map((match) => makeArray(groups(text, match))));
  }),
  'regex.replace': ([operand, pattern, by]) => {
    const [text, replacement, regexp] = [textOf(operand), textOf(by), compileRegexp(textOf(pattern) ?? '')];
    if (text === undefined || replacement === undefined || textOf(pattern) === undefined) return undefined;
    return regexp && replaceAll(regexp, text, replacement);
  },
  'regex.template_match': ([template, operand, start, end]) => {
    const [pattern, text, open, close] = [textOf(template), textOf(operand), textOf(start), textOf(end)];
    if (pattern === undefined || text === undefined || open === undefined || close === undefined)
      return undefined;
    return templateRegexp(pattern, open, close)?.matches(text);
  },
  'regex.globs_match': ([first, second]) => {
    const [left, right] = [textOf(first), textOf(second)];
    return left === undefined || right === undefined ? undefined : globsIntersect(left, right);
  },
};

function matching(
  operation: (regexp: Regexp, text: string, limit: Value | undefined) => Value | undefined,
): Builtin {
  return ([pattern, operand, limit]) => {
    const [expression, text] = [textOf(pattern), textOf(operand)];
    if (expression === undefined || text === undefined) return undefined;
    const regexp = compileRegexp(expression);
    return regexp && operation(regexp, text, limit);
  };
}

function groups(text: string, match: readonly number[]): string[] {
  return Array.from({ length: match.length / 2 }, (_, i) => {
    const start = match[2 * i] ?? -1;
    return start < 0 ? '' : text.slice(start, match[2 * i + 1]);
  });
}

/** Go's Regexp.Split: an empty match at the beginning splits nothing off. */
function split(regexp: Regexp, text: string): string[] {
  if (text === '') return regexp.isEmpty ? [] : [''];
  const parts: string[] = [];
  let start = 0;
  let end = 0;
  for (const match of regexp.findAll(text, -1)) {
    end = match[0] ?? 0;
    if (match[1] !== 0) parts.push(text.slice(start, end));
    start = match[1] ?? 0;
  }
  if (end !== text.length) parts.push(text.slice(start));
  return parts;
}

/** A text with expressions between delimiters: `urn:<[a-z]+>`. Undefined where these are not balanced. */
function templateRegexp(template: string, open: string, close: string): Regexp | undefined {
  // OPA looks at bytes: a delimiter is one character of ASCII.
  if (!/^\p{ASCII}$/u.test(open) || !/^\p{ASCII}$/u.test(close)) return undefined;
  let pattern = '^';
  let level = 0;
  let from = 0;
  for (let at = 0; at < template.length; at++) {
    const character = template[at];
    if (character === open) {
      level += 1;
      if (level !== 1) continue;
      pattern += quoteMeta(template.slice(from, at));
      from = at;
    } else if (character === close) {
      level -= 1;
      if (level < 0) return undefined;
      if (level > 0) continue;
      const inner = template.slice(from + 1, at);
      if (compileRegexp(`^${inner}$`) === undefined) return undefined;
      pattern += `(${inner})`;
      from = at + 1;
    }
  }
  return level === 0 ? compileRegexp(`${pattern}${quoteMeta(template.slice(from))}$`) : undefined;
}
