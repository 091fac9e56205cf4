import { compareYamlKeys } from './yaml-keys.ts';
import { plainScalar } from './yaml-scalar.ts';

/** What YAML is made of here: as JSON, with whole numbers as bigints. */
export type YamlValue = PlainValue | readonly YamlValue[] | ReadonlyMap<string, YamlValue>;
type PlainValue = null | boolean | bigint | number | string;

/** YAML as go.yaml.in/yaml v3 writes it with an indentation of two. Source: its encode.go and emitterc.go. */
export function writeYaml(value: YamlValue, number: (value: number) => string): string {
  const writer = new Writer(number);
  writer.value(value, 0, false);
  return writer.finish();
}

class Writer {
  readonly #number: (value: number) => string;
  #text = '';

  constructor(number: (value: number) => string) {
    this.#number = number;
  }

  finish(): string {
    this.#newLine();
    return this.#text;
  }

  /** `inline`: what comes first stands in the line that has begun, behind `-`, `?` or `:`. */
  value(value: YamlValue, indent: number, inline: boolean): void {
    if (Array.isArray(value)) this.#sequence(value as readonly YamlValue[], indent, inline);
    else if (value instanceof Map) this.#mapping(value as ReadonlyMap<string, YamlValue>, indent, inline);
    else this.#text += this.#scalar(value as PlainValue, Math.max(2, indent));
  }

  #sequence(items: readonly YamlValue[], indent: number, inline: boolean): void {
    if (items.length === 0) this.#text += '[]';
    for (const [i, item] of items.entries()) {
      if (i > 0 || !inline) this.#line(indent);
      this.#text += '- ';
      this.value(item, indent + 2, true);
    }
  }

  #mapping(members: ReadonlyMap<string, YamlValue>, indent: number, inline: boolean): void {
    if (members.size === 0) this.#text += '{}';
    const entries = [...members].sort(([a], [b]) => compareYamlKeys(a, b));
    for (const [i, [key, value]] of entries.entries()) {
      if (i > 0 || !inline) this.#line(indent);
      const simple = !/[\n\u2028\u2029]/.test(key) && Buffer.byteLength(key) <= 128;
      if (simple) this.#text += `${stringScalar(key, indent + 2, true)}:`;
      else {
        this.#text += `? ${stringScalar(key, indent + 2, false)}`;
        this.#line(indent);
        this.#text += ':';
      }
      const nested = (Array.isArray(value) && value.length > 0) || (value instanceof Map && value.size > 0);
      if (!nested || !simple) this.#text += ' ';
      this.value(value, indent + 2, !simple);
    }
  }

  #scalar(value: PlainValue, indent: number): string {
    if (typeof value === 'string') return stringScalar(value, indent, false);
    return typeof value === 'number' ? this.#number(value) : String(value);
  }

  #line(indent: number): void {
    if (this.#text !== '') this.#newLine();
    this.#text += ' '.repeat(indent);
  }

  #newLine(): void {
    if (!this.#text.endsWith('\n')) this.#text += '\n';
  }
}

const special = /[^\t\n -~\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/;
const oldBoolean = /^(?:y|Y|yes|Yes|YES|on|On|ON|n|N|no|No|NO|off|Off|OFF)$/;
const sexagesimal = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;
const indicators = /^(?:---|\.\.\.|[#,[\]{}&*!|>'"%@`]|[?:-](?:[ \t]|$))|:(?:[ \t]|$)|[ \t\n\u2028\u2029]#/;

/** A string in the simplest style that reads back as itself. */
function stringScalar(text: string, indent: number, isKey: boolean): string {
  const isSpecial = special.test(text);
  const spaceBeforeBreak = / [\n\u2028\u2029]/.test(text);
  if (text.includes('\n')) {
    return isKey || isSpecial || spaceBeforeBreak || text.endsWith(' ')
      ? doubleQuoted(text)
      : literal(text, indent);
  }
  const meansItself =
    plainScalar(text) === text && !/^\d{4}-/.test(text) && !oldBoolean.test(text) && !sexagesimal.test(text);
  if (!meansItself || isSpecial || spaceBeforeBreak || /[\u2028\u2029] |\t/.test(text))
    return doubleQuoted(text);
  if (indicators.test(text) || /^[ \u2028\u2029]|[ \u2028\u2029]$|[\u2028\u2029]/.test(text))
    return singleQuoted(text, indent);
  return text;
}

function literal(text: string, indent: number): string {
  const hint = /^[ \n\u2028\u2029]/.test(text) ? '2' : '';
  const chomping = !text.endsWith('\n') ? '-' : text === '\n' || text.endsWith('\n\n') ? '+' : '';
  const lines = text.split('\n').map((line) => (line === '' ? '' : ' '.repeat(indent) + line));
  return `|${hint}${chomping}\n${lines.join('\n')}`;
}

function singleQuoted(text: string, indent: number): string {
  const broken = text.replace(/[\u2028\u2029](?![\u2028\u2029]|$)/g, (one) => one + ' '.repeat(indent));
  return `'${broken.replaceAll("'", "''")}'`;
}

const escapes: Readonly<Record<string, string>> = {
  '\0': '0',
  '\x07': 'a',
  '\b': 'b',
  '\t': 't',
  '\n': 'n',
  '\v': 'v',
  '\f': 'f',
  '\r': 'r',
  '\x1b': 'e',
  '"': '"',
  '\\': '\\',
  '\x85': 'N',
  '\xa0': '_',
  '\u2028': 'L',
  '\u2029': 'P',
};

function doubleQuoted(text: string): string {
  let result = '"';
  // A text that begins with a byte order mark is escaped all through.
  const all = text.startsWith('\ufeff');
  for (const character of text) {
    const escaped = all || special.test(character) || /["\\\t\n\u2028\u2029]/.test(character);
    if (!escaped) {
      result += character;
      continue;
    }
    const code = character.codePointAt(0) ?? 0;
    const hex = code.toString(16).toUpperCase();
    const long =
      code <= 0xff
        ? `x${hex.padStart(2, '0')}`
        : code <= 0xffff
          ? `u${hex.padStart(4, '0')}`
          : `U${hex.padStart(8, '0')}`;
    result += `\\${escapes[character] ?? long}`;
  }
  return `${result}"`;
}
