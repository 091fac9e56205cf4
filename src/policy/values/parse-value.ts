import { makeNumber } from './number.ts';
import { type Entry, RegoObject } from './object.ts';
import { RegoSet } from './set.ts';
import type { Value } from './value.ts';

/** Thrown for a text that is no value. `message` says where. */
export class ValueSyntaxError extends Error {
  override readonly name = 'ValueSyntaxError';
}

const blank = /[ \t\r\n]*/y;
// A policy may write `.5`, and OPA keeps it.
const number = /-?(?:(?:0|[1-9]\d*)(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const text = /"(?:[^"\\]|\\.)*"/y;
const word = /null|true|false|set\( *\)/y;

const words: ReadonlyMap<string, Value> = new Map([
  ['null', null],
  ['true', true],
  ['false', false],
]);

/**
 * Reads a value as OPA writes it: JSON, and besides it sets (`{1,2}`, `set()`) and objects with keys of any type. No digit
 * of a number is lost. Throws a ValueSyntaxError.
 */
export function parseValue(source: string): Value {
  const reader = new Reader(source);
  const value = reader.value();
  reader.end();
  return value;
}

class Reader {
  readonly #source: string;
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  value(): Value {
    this.#match(blank);
    const first = this.#source[this.#at];
    if (first === '{') return this.#braces();
    if (first === '[') return this.#array();
    if (first === '"') return this.#text();
    const digits = this.#match(number);
    if (digits !== undefined) return makeNumber(digits);
    const name = this.#match(word);
    if (name === undefined) throw this.#error('a value was expected');
    const scalar = words.get(name);
    return scalar === undefined ? new RegoSet([]) : scalar;
  }

  end(): void {
    this.#match(blank);
    if (this.#at < this.#source.length) throw this.#error('the text should have ended');
  }

  #text(): string {
    const quoted = this.#match(text);
    if (quoted === undefined) throw this.#error('a string does not end');
    try {
      return JSON.parse(quoted) as string;
    } catch {
      throw this.#error('a string has a character or an escape that it may not have');
    }
  }

  #array(): Value {
    this.#at += 1;
    const items: Value[] = [];
    if (this.#takes(']')) return items;
    do items.push(this.value());
    while (this.#takes(','));
    this.#demand(']');
    return items;
  }

  #braces(): Value {
    this.#at += 1;
    if (this.#takes('}')) return new RegoObject([]);
    const first = this.value();
    if (!this.#takes(':')) return this.#set(first);
    const entries: Entry[] = [[first, this.value()]];
    while (this.#takes(',')) {
      const key = this.value();
      this.#demand(':');
      entries.push([key, this.value()]);
    }
    this.#demand('}');
    return new RegoObject(entries);
  }

  #set(first: Value): RegoSet {
    const elements = [first];
    while (this.#takes(',')) elements.push(this.value());
    this.#demand('}');
    return new RegoSet(elements);
  }

  #takes(sign: string): boolean {
    this.#match(blank);
    if (this.#source[this.#at] !== sign) return false;
    this.#at += 1;
    return true;
  }

  #demand(sign: string): void {
    if (!this.#takes(sign)) throw this.#error(`${sign} was expected`);
  }

  #match(token: RegExp): string | undefined {
    token.lastIndex = this.#at;
    const found = token.exec(this.#source)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  #error(what: string): ValueSyntaxError {
    return new ValueSyntaxError(`${what} at character ${this.#at + 1}`);
  }
}
