import type { Random } from './random.ts';

/** What a field can hold, by type. */
export interface ValuePool {
  readonly texts: readonly string[];
  readonly numbers: readonly number[];
}

/** Texts that databases, patterns and quoting stumble over. */
const HOSTILE: readonly string[] = [
  '',
  ' ',
  '%',
  '_',
  '\\',
  '[a]',
  "'",
  '"',
  '`',
  "' OR 1=1 --",
  '$1',
  '?',
  'null',
  'true',
  '0',
  '\u00e9',
  'e\u0301',
  '\ud83d\ude00',
  '\ue000',
  '\uffee',
  '\u0130',
  '\u00df',
  '\r\n\t',
  'x'.repeat(1000),
];

/** A text with one of the changes that a loose comparison overlooks. */
const LOOK_ALIKES: readonly ((text: string) => string)[] = [
  (text) => text.toUpperCase(),
  (text) => text.toLowerCase(),
  (text) => `${text} `,
  (text) => ` ${text}`,
  (text) => `${text}%`,
  (text) => text.replace(/[a-z]/i, '_'),
  (text) => text.replace(/[aeiou]/i, (letter) => `${letter}\u0301`),
  (text) => [...text].slice(0, -1).join(''),
  (text) => [...text].slice(1).join(''),
  (text) => `${text}${text}`,
  (text) => `x${text}x`,
];

/** A text: mostly one of the pool, often nearly one, now and then a hostile one. */
export function drawText(random: Random, pool: readonly string[]): string {
  const kind = random.next();
  const known = random.pick(pool) ?? 'a';
  if (kind < 0.7) return known;
  if (kind < 0.85) return (random.pick(LOOK_ALIKES) ?? String)(known);
  return random.pick(HOSTILE) ?? '';
}

/** Numbers at which types of numbers end, round or are written otherwise. */
const HOSTILE_NUMBERS: readonly number[] = [
  0.1,
  0.30000000000000004,
  1e-7,
  -1e-7,
  2147483648,
  9007199254740991,
  9007199254740992,
  9007199254740994,
  -9007199254740992,
  2 ** 63,
  1e21,
  -1e21,
];

/** A number: mostly one of the pool or just beside it, now and then a hostile one. */
export function drawNumber(random: Random, pool: readonly number[]): number {
  if (random.chance(0.1)) return random.pick(HOSTILE_NUMBERS) ?? 0;
  const known = random.pick(pool) ?? 0;
  const beside = [0, 0, 0, 1, -1, 0.5, -0.5];
  return known + (random.pick(beside) ?? 0);
}
