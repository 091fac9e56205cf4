import { isWellFormed } from '../../values/well-formed.ts';
import { compileRegexp, quoteMeta, type Regexp } from './regexp.ts';

/**
 * Compiles a glob of github.com/gobwas/glob 1.0 into a regular expression: `*` and `?` stop at separators, `**` does
 * not; `[a-c]`, `[!abc]`, `{one,two}`, and `\` before a character that stands for itself. Undefined for a malformed one.
 */
export function compileGlob(pattern: string, separators: readonly string[]): Regexp | undefined {
  if (!isWellFormed(pattern)) return undefined;
  try {
    const body = new GlobReader(pattern, separators).read();
    return compileRegexp(`(?s)\\A(?:${body})\\z`);
  } catch (error) {
    if (error instanceof MalformedGlob) return undefined;
    throw error;
  }
}

/** A glob that matches the text itself. */
export function quoteGlob(text: string): string {
  return text.replace(/[*?\\[\]{}]/g, '\\$&');
}

class MalformedGlob extends Error {
  override readonly name = 'MalformedGlob';
}

class GlobReader {
  readonly #characters: readonly string[];
  readonly #one: string;
  #at = 0;

  constructor(pattern: string, separators: readonly string[]) {
    this.#characters = [...pattern];
    this.#one = separators.length === 0 ? '.' : `[^${separators.map(inClass).join('')}]`;
  }

  read(): string {
    return this.#sequence(0);
  }

  #sequence(depth: number): string {
    let result = '';
    for (;;) {
      const character = this.#characters[this.#at];
      if (character === undefined) {
        if (depth > 0) throw new MalformedGlob('unclosed {');
        return result;
      }
      if (depth > 0 && (character === ',' || character === '}')) return result;
      this.#at += 1;
      if (character === '*') result += this.#star();
      else if (character === '?') result += this.#one;
      else if (character === '[') result += this.#class();
      else if (character === '{') result += this.#alternatives(depth + 1);
      else result += quoteMeta(character === '\\' ? this.#escaped() : character);
    }
  }

  #star(): string {
    if (this.#characters[this.#at] !== '*') return `${this.#one}*`;
    this.#at += 1;
    return '.*';
  }

  #alternatives(depth: number): string {
    const all = [this.#sequence(depth)];
    while (this.#characters[this.#at] === ',') {
      this.#at += 1;
      all.push(this.#sequence(depth));
    }
    this.#at += 1;
    return `(?:${all.join('|')})`;
  }

  #class(): string {
    let not = '';
    if (this.#characters[this.#at] === '!') {
      not = '^';
      this.#at += 1;
    }
    const first = this.#next();
    if (this.#characters[this.#at] === '-') {
      this.#at += 1;
      const last = this.#next();
      if ((last.codePointAt(0) ?? 0) < (first.codePointAt(0) ?? 0)) throw new MalformedGlob('range');
      if (this.#next() !== ']') throw new MalformedGlob('unclosed [');
      return `[${not}${inClass(first)}-${inClass(last)}]`;
    }
    this.#at -= 1;
    let set = '';
    while (this.#characters[this.#at] !== ']') {
      const character = this.#next();
      set += inClass(character === '\\' ? this.#escaped() : character);
    }
    this.#at += 1;
    if (set === '') throw new MalformedGlob('empty []');
    return `[${not}${set}]`;
  }

  #escaped(): string {
    return this.#next();
  }

  #next(): string {
    const character = this.#characters[this.#at];
    if (character === undefined) throw new MalformedGlob('unexpected end');
    this.#at += 1;
    return character;
  }
}

function inClass(character: string): string {
  return `\\x{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
