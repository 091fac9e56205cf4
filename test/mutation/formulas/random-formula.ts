import type { Random } from '../../../src/check/random.ts';
import type { Scalar } from '../../../src/policy/conditions/condition.ts';
import type { Asked } from '../../policy/conditions/asked.ts';
import { NUMBERS, TEXTS } from './formula-rows.ts';

const COLUMNS = {
  string: ['s', 't', 'r'],
  number: ['n', 'm', 'k'],
  boolean: ['b', 'c'],
} as const;
const VALUES: Readonly<Record<keyof typeof COLUMNS, readonly Scalar[]>> = {
  // Few of them, so that parts of a formula are about the same.
  string: TEXTS.slice(0, 14),
  number: NUMBERS.slice(0, 7),
  boolean: [true, false],
};

/** A formula over columns that every database has, of parts that are about the same few values. */
export function randomFormula(random: Random, depth: number): Asked {
  const pick = <T>(items: readonly T[]): T => random.pick(items) as T;
  const at = (name: string) => ['properties', name];
  if (depth > 0 && random.chance(0.75)) {
    const part = () => randomFormula(random, depth - 1);
    if (random.chance(0.25)) return { op: 'not', part: part() };
    return { op: pick(['and', 'or'] as const), parts: Array.from({ length: 2 + random.below(2) }, part) };
  }
  const type = pick(['string', 'string', 'number', 'boolean'] as const);
  const field = at(pick(COLUMNS[type]));
  switch (random.below(6)) {
    case 0:
      return { op: pick(['lt', 'lte', 'gt', 'gte'] as const), field, value: pick(VALUES[type]) };
    case 1:
      return {
        op: pick(['f-eq', 'f-lt', 'f-lte', 'f-gt', 'f-gte'] as const),
        left: field,
        right: at(pick(COLUMNS[type])),
      };
    case 2:
      return {
        op: pick(['startswith', 'endswith', 'contains'] as const),
        field: at(pick(COLUMNS.string)),
        part: pick(TEXTS.slice(0, 14)),
      };
    case 3:
      return { op: 'has', field: at('tags'), values: [pick(VALUES.string), pick(VALUES.string)] };
    default: {
      const values = Array.from({ length: 1 + random.below(3) }, () => pick(VALUES[type]));
      return { op: 'in', field, values: random.chance(0.2) ? [...values, null] : values };
    }
  }
}
