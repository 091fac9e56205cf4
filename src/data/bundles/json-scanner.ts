import { isUtf8 } from 'node:buffer';
import {
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  COLON,
  COMMA,
  isSpace,
  OPEN_ARRAY,
  OPEN_OBJECT,
  QUOTE,
} from './json-bytes.ts';
import { JsonExtent } from './json-extent.ts';

/** Told what is found. `path` holds the names from the root, `''` for an element of an array; valid during the call. */
export interface JsonVisitor {
  /** A value at the captured depth, or one above it that is not entered, as JSON text. */
  value(path: readonly string[], text: string): void;
  /** An object or array above the captured depth begins. */
  enter?(path: readonly string[]): void;
  /** It ends. */
  leave?(path: readonly string[]): void;
}

export interface JsonScannerOptions {
  /** Values whose path is this long are captured as text; above it, objects are entered. */
  readonly depth: number;
  /** Whether arrays above that depth are entered too; otherwise they are captured. */
  readonly arrays?: boolean;
  /** The longest captured text in bytes. */
  readonly longest?: number;
}

const LONGEST = 64 * 1024 * 1024;

type Expected = 'value' | 'first element' | 'first name' | 'name' | 'colon' | 'separator' | 'nothing';

/**
 * Reads JSON text as it comes, in pieces cut anywhere, and gives parts of it as text: each part is checked and let go
 * again, so that memory holds one of them at a time. Throws a SyntaxError for what is not JSON in UTF-8.
 */
export class JsonScanner {
  readonly #visitor: JsonVisitor;
  readonly #depth: number;
  readonly #arrays: boolean;
  readonly #longest: number;
  readonly #extent = new JsonExtent();
  /** Whether each entered container is an object. */
  readonly #objects: boolean[] = [];
  readonly #path: string[] = [];
  #expected: Expected = 'value';
  /** What is being captured. */
  #token: 'none' | 'name' | 'value' = 'none';
  #held: Uint8Array[] = [];
  #heldBytes = 0;
  #seen = 0;

  constructor(visitor: JsonVisitor, { depth, arrays = false, longest = LONGEST }: JsonScannerOptions) {
    this.#visitor = visitor;
    this.#depth = depth;
    this.#arrays = arrays;
    this.#longest = longest;
  }

  write(piece: Uint8Array): void {
    let at = 0;
    while (at < piece.length) {
      if (this.#token !== 'none') {
        const end = this.#extent.find(piece, at);
        this.#hold(piece.subarray(at, end < 0 ? piece.length : end));
        if (end < 0) break;
        at = end;
        this.#endToken();
      } else {
        const byte = piece[at] as number;
        if (!isSpace(byte)) this.#read(byte, at);
        if (this.#token === 'none') at += 1;
      }
    }
    this.#seen += piece.length;
  }

  /** To be called after the last piece. */
  end(): void {
    if (this.#token === 'value') this.#endToken();
    if (this.#expected !== 'nothing') throw new SyntaxError(`JSON ends too early, after ${this.#seen} bytes`);
  }

  #read(byte: number, at: number): void {
    const expected = this.#expected;
    const inObject = this.#objects.at(-1) === true;
    const closes = byte === (inObject ? CLOSE_OBJECT : CLOSE_ARRAY);
    if (closes && (expected === 'separator' || expected.startsWith('first'))) this.#leave();
    else if (expected === 'separator' && byte === COMMA) this.#expected = inObject ? 'name' : 'value';
    else if (expected === 'colon' && byte === COLON) this.#expected = 'value';
    else if ((expected === 'name' || expected === 'first name') && byte === QUOTE) this.#token = 'name';
    else if (expected === 'value' || expected === 'first element') this.#begin(byte);
    else throw new SyntaxError(`JSON is malformed at byte ${this.#seen + at}`);
  }

  #begin(byte: number): void {
    const isObject = byte === OPEN_OBJECT;
    const enters = isObject || (this.#arrays && byte === OPEN_ARRAY);
    if (!enters || this.#path.length >= this.#depth) {
      this.#token = 'value';
      return;
    }
    this.#visitor.enter?.(this.#path);
    this.#objects.push(isObject);
    this.#path.push('');
    this.#expected = isObject ? 'first name' : 'first element';
  }

  #leave(): void {
    this.#objects.pop();
    this.#path.pop();
    this.#visitor.leave?.(this.#path);
    this.#expected = this.#path.length === 0 ? 'nothing' : 'separator';
  }

  #hold(part: Uint8Array): void {
    this.#heldBytes += part.length;
    if (this.#heldBytes > this.#longest)
      throw new RangeError(`a value is longer than ${this.#longest} bytes`);
    this.#held.push(part);
  }

  #endToken(): void {
    const [first] = this.#held;
    const bytes =
      this.#held.length === 1 && first !== undefined ? first : Buffer.concat(this.#held, this.#heldBytes);
    this.#held = [];
    this.#heldBytes = 0;
    const isName = this.#token === 'name';
    this.#token = 'none';
    if (!isUtf8(bytes)) throw new SyntaxError('JSON is not in UTF-8');
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
    const parsed: unknown = JSON.parse(text);
    if (isName) {
      this.#path[this.#path.length - 1] = parsed as string;
      this.#expected = 'colon';
    } else {
      this.#expected = this.#path.length === 0 ? 'nothing' : 'separator';
      this.#visitor.value(this.#path, text);
    }
  }
}
