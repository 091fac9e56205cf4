import type { Random } from './random.ts';

/** What a field can hold, by type. */
export interface ValuePool {
  readonly texts: readonly string[];
  readonly numbers: readonly number[];
}

/** Is told the kind of every value that is drawn. */
export type Note = (kind: string) => void;

/** Texts that databases, patterns and quoting stumble over, by what is odd about them. */
const HOSTILE: Readonly<Record<string, readonly string[]>> = {
  'empty text': [''],
  blank: [' ', '\r\n\t', '\u00a0', '\u200b'],
  wildcard: ['%', '_', '[', '[a]', '[^a]', '*', '?', '%_%'],
  backslash: ['\\', '\\\\', '\\%'],
  quote: ["'", "''", '"', '`', "o'neil"],
  injection: ["' OR 1=1 --", '$1', '?1', ':a', '/*', '{}'],
  'like another type': ['null', 'true', '0', '-1', '1e3', '[]', 'NaN'],
  accent: ['\u00e9', 'e\u0301', '\u00df', '\u0130', '\u0131', '\u00c5', '\u212b'],
  'order of characters': ['\ud83d\ude00', '\ue000', '\uffee', '\u007f', '\u0001'],
  'long text': ['x'.repeat(1000), `${'long '.repeat(900)}'`],
};

/** A text with one of the changes that a loose comparison overlooks. */
const LOOK_ALIKES: Readonly<Record<string, readonly ((text: string) => string)[]>> = {
  'other case': [(text) => text.toUpperCase(), (text) => text.toLowerCase(), swapCase],
  'other accent': [
    (text) => text.replace(/[aeiou]/i, (letter) => `${letter}\u0301`),
    (text) => text.replace(/[aeiou]/i, (letter) => `${letter}\u0301`.normalize('NFC')),
    (text) => text.normalize('NFD').replace(/\p{Mark}/gu, ''),
  ],
  'space beside it': [(text) => `${text} `, (text) => ` ${text}`],
  'wildcard in it': [
    (text) => `${text}%`,
    (text) => text.replace(/[a-z0-9]/i, '_'),
    (text) => text.replace(/[a-z0-9]/i, '[$&]'),
  ],
  'shorter by one': [(text) => [...text].slice(0, -1).join(''), (text) => [...text].slice(1).join('')],
  'text around it': [(text) => `${text}${text}`, (text) => `x${text}x`, (text) => `${text}x`],
};

/** Numbers at which types of numbers end, round or are written otherwise. */
const HOSTILE_NUMBERS: readonly number[] = [
  0.1,
  0.30000000000000004,
  1e-7,
  -1e-7,
  2147483647,
  2147483648,
  9007199254740991,
  9007199254740992,
  9007199254740994,
  -9007199254740992,
  2 ** 63,
  1e21,
  -1e21,
];

/** How far a number is from one that something is compared with. */
const STEPS = [1, -1, 0.5, -0.5, 1e-9, -1e-9] as const;

/** The kinds of values that columns of a kind are given, null aside. */
export const drawnKinds = {
  string: ['known text', ...Object.keys(LOOK_ALIKES), ...Object.keys(HOSTILE)],
  number: ['number at a bound', 'number beside a bound', 'extreme number'],
  boolean: ['true', 'false'],
  array: ['empty array', 'null in an array'],
} as const;

/** A text: mostly one of the pool, often nearly one, now and then a hostile one. */
export function drawText(random: Random, pool: readonly string[], note: Note): string {
  const share = random.next();
  const known = random.pick(pool) ?? 'a';
  if (share >= 0.7) {
    const [kind, texts] = random.pick(Object.entries(share < 0.85 ? LOOK_ALIKES : HOSTILE)) ?? ['', []];
    const drawn = random.pick<string | ((text: string) => string)>(texts) ?? '';
    const text = typeof drawn === 'string' ? drawn : drawn(known);
    if (text !== known) {
      note(kind);
      return text;
    }
  }
  note('known text');
  return known;
}

/** A value that a loose comparison takes for this one, or the value itself. */
export function nearly(random: Random, value: unknown): unknown {
  if (random.chance(0.4)) return value;
  if (typeof value === 'number') return value + (random.pick(STEPS) ?? 0);
  if (typeof value !== 'string') return value;
  const change = random.pick(random.pick(Object.values(LOOK_ALIKES)) ?? []);
  return change === undefined ? value : change(value);
}

/** A number: mostly one of the pool or just beside it, now and then an extreme one. */
export function drawNumber(random: Random, pool: readonly number[], note: Note): number {
  if (random.chance(0.1)) {
    note('extreme number');
    return random.pick(HOSTILE_NUMBERS) ?? 0;
  }
  const known = random.pick(pool) ?? 0;
  const number = random.chance(0.4) ? known : known + (random.pick(STEPS) ?? 0);
  note(number === known ? 'number at a bound' : 'number beside a bound');
  return number;
}

function swapCase(text: string): string {
  return text.replace(/\p{Letter}/gu, (letter) =>
    letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase(),
  );
}
