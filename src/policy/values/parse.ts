import { makeNumber } from './number.ts';
import { type Entry, RegoObject } from './object.ts';
import { RegoSet } from './set.ts';
import type { Value } from './value.ts';

/** Reads JSON with numbers as they are written; undefined for what is no JSON. Of equal keys the last one counts. */
export function parseJson(text: string): Value | undefined {
  try {
    JSON.parse(text);
  } catch {
    return undefined;
  }
  return parseValue(text);
}

/** Reads Rego's own notation of values, of which JSON is a part. Throws a SyntaxError. */
export function parseValue(text: string): Value {
  return new ValueParser(text).all();
}

const space = /[ \t\r\n]*/y;
const token = /"(?:[^"\\]|\\.)*"|-?[0-9][0-9.eE+-]*|null|true|false|set\(\)|[[\]{},:]/sy;
const loneEscape =
  /(?<!\\)((?:\\\\)*)(?:\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2})/g;

class ValueParser {
  readonly #text: string;
  #at = 0;
  #next = '';

  constructor(text: string) {
    this.#text = text;
    this.#advance();
  }

  all(): Value {
    const value = this.#value();
    if (this.#next !== '') throw this.#unexpected();
    return value;
  }

  #value(): Value {
    const current = this.#next;
    this.#advance();
    switch (current) {
      case 'null':
        return null;
      case 'true':
        return true;
      case 'false':
        return false;
      case 'set()':
        return new RegoSet([]);
      case '[':
        return this.#list(']');
      case '{':
        return this.#braces();
      default:
        if (current.startsWith('"')) return stringOf(current);
        if (!/^-?\d/.test(current)) throw this.#unexpected();
        return makeNumber(current);
    }
  }

  #list(end: string, values: Value[] = []): Value[] {
    while (!this.#is(end)) {
      if (values.length > 0) this.#expect(',');
      values.push(this.#value());
    }
    this.#advance();
    return values;
  }

  /** An object, or a set that is not empty. */
  #braces(): Value {
    if (this.#is('}')) {
      this.#advance();
      return new RegoObject([]);
    }
    const first = this.#value();
    if (!this.#is(':')) return new RegoSet(this.#list('}', [first]));
    const entries = [this.#member(first)];
    while (!this.#is('}')) {
      this.#expect(',');
      entries.push(this.#member(this.#value()));
    }
    this.#advance();
    return new RegoObject(entries);
  }

  #member(key: Value): Entry {
    this.#expect(':');
    return [key, this.#value()];
  }

  #expect(wanted: string): void {
    if (!this.#is(wanted)) throw this.#unexpected();
    this.#advance();
  }

  #is(wanted: string): boolean {
    return this.#next === wanted;
  }

  #advance(): void {
    space.lastIndex = this.#at;
    space.test(this.#text);
    token.lastIndex = space.lastIndex;
    const start = space.lastIndex;
    if (start >= this.#text.length) {
      this.#next = '';
      this.#at = start;
      return;
    }
    this.#next = token.exec(this.#text)?.[0] ?? '?';
    this.#at = start + this.#next.length;
  }

  #unexpected(): SyntaxError {
    return new SyntaxError(
      `a value can't go on with ${this.#next || 'its end'} before character ${this.#at}`,
    );
  }
}

/** Escapes of lone surrogates stand for no character, and become U+FFFD as in Go. */
function stringOf(quoted: string): string {
  if (!quoted.includes('\\')) return quoted.slice(1, -1);
  return JSON.parse(quoted.replace(loneEscape, '$1\\ufffd')) as string;
}
