import { RE2JS } from 're2js';

/** A regular expression with the syntax and meaning of Go's regexp: RE2, time linear in the text. */
export interface Regexp {
  /** Whether the expression is the empty text. */
  readonly isEmpty: boolean;
  matches(text: string): boolean;
  /**
   * All matches that don't overlap, at most `limit` of them (-1: all). Each is the positions of its start and end and
   * those of its groups, -1 where a group took no part.
   */
  findAll(text: string, limit: number): readonly (readonly number[])[];
  /** The number of each named group. */
  readonly names: Readonly<Record<string, number>>;
}

/** Expressions are named by policies, but may come from input: the number kept is bounded. */
const kept = 200;
const compiled = new Map<string, Regexp | undefined>();

/** Undefined where the pattern is none. */
export function compileRegexp(pattern: string): Regexp | undefined {
  if (compiled.has(pattern)) return compiled.get(pattern);
  const regexp = compile(pattern);
  if (compiled.size >= kept) {
    const [first] = compiled.keys();
    compiled.delete(first ?? '');
  }
  compiled.set(pattern, regexp);
  return regexp;
}

function compile(pattern: string): Regexp | undefined {
  try {
    const engine = RE2JS.compile(pattern);
    const re2 = engine.re2();
    return {
      isEmpty: pattern === '',
      matches: (text) => engine.test(text),
      findAll: (text, limit) =>
        limit === 0 ? [] : ((re2.findAllSubmatchIndex(text, limit) ?? []) as number[][]),
      names: engine.namedGroups(),
    };
  } catch {
    return undefined;
  }
}

/** A pattern that matches the text itself. */
export function quoteMeta(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');
}

/** Go's ReplaceAllString: `$1` and `${name}` in the replacement stand for groups, `$$` for a dollar. */
export function replaceAll(regexp: Regexp, text: string, replacement: string): string {
  let result = '';
  let end = 0;
  for (const match of regexp.findAll(text, -1)) {
    result += text.slice(end, match[0]) + expand(regexp, replacement, text, match);
    end = match[1] ?? end;
  }
  return result + text.slice(end);
}

function expand(regexp: Regexp, template: string, text: string, match: readonly number[]): string {
  return template.replace(
    /\$(?:(\$)|\{([\p{L}\p{Nd}_]+)\}|([\p{L}\p{Nd}_]+))/gu,
    (_, dollar: string | undefined, braced: string | undefined, bare: string | undefined) => {
      if (dollar !== undefined) return '$';
      const name = braced ?? bare ?? '';
      const number = /^(?:0|[1-9]\d{0,7})$/.test(name)
        ? Number(name)
        : Object.hasOwn(regexp.names, name)
          ? regexp.names[name]
          : undefined;
      if (number === undefined) return '';
      const start = match[number * 2] ?? -1;
      return start < 0 ? '' : text.slice(start, match[number * 2 + 1]);
    },
  );
}
