import { ALWAYS, type Condition, type Field, NEVER, type Scalar } from '../../conditions/condition.ts';
import { ConditionTable } from '../../conditions/condition-table.ts';
import { numberKey, RegoNumber } from '../../values/number.ts';
import type { Value } from '../../values/value.ts';
import { Contradiction } from './contradiction.ts';
import { Refusal } from './refusal.ts';

/** The conditions of one request, with short ways for what evaluation does at each statement. */
export class Formulas {
  readonly table = new ConditionTable();

  and(a: Condition, b: Condition): Condition {
    if (a === ALWAYS || a === b) return b;
    if (b === ALWAYS) return a;
    if (a === NEVER || b === NEVER) return NEVER;
    return this.table.and([a, b]);
  }

  or(parts: readonly Condition[]): Condition {
    if (parts.length < 2) return parts[0] ?? NEVER;
    return this.table.or(parts);
  }

  not(part: Condition): Condition {
    return this.table.not(part);
  }

  oneOf(field: Field, values: readonly Value[]): Condition {
    return values.length === 0 ? NEVER : this.table.oneOf(field, scalarsOf(values));
  }

  /** `path` without what `guard` holds of, where `guard` never holds without `path`. */
  excluding(path: Condition, guard: Condition): Condition {
    return this.and(path, this.not(this.beyond(guard, path)));
  }

  /** Whether a condition holds of no row at all; false also where that would take too long to find out. */
  isNever(condition: Condition): boolean {
    return new Contradiction(this.table).isNever(condition);
  }

  /** A condition, where another one does not hold. */
  without(condition: Condition, other: Condition): Condition {
    if (other === ALWAYS || condition === other) return NEVER;
    if (condition.kind === 'and' && other.kind === 'and') {
      const parts = new Set<Condition>(condition.parts);
      if (other.parts.every((part) => parts.has(part))) return NEVER;
    }
    return this.and(condition, this.not(other));
  }

  /** What `whole`, which never holds without `assumed`, says beside it. */
  beyond(whole: Condition, assumed: Condition): Condition {
    if (whole === assumed) return ALWAYS;
    if (assumed === ALWAYS || whole.kind !== 'and') return whole;
    const known = new Set<Condition>(assumed.kind === 'and' ? assumed.parts : [assumed]);
    return this.table.and(whole.parts.filter((part) => !known.has(part)));
  }
}

/** The same array where all of it are scalars already. */
function scalarsOf(values: readonly Value[]): readonly Scalar[] {
  return values.every(isPlainScalar) ? values : values.map(scalarOf);
}

function isPlainScalar(value: Value): value is string | number | boolean | null {
  return typeof value !== 'object' || value === null;
}

/** A value that fields can be compared with. Throws a Refusal for arrays, objects, sets and fractions beyond a double. */
export function scalarOf(value: Value): Scalar {
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof RegoNumber) {
    const key = numberKey(value);
    if (typeof key === 'number') return key;
    const { digits, point, negative } = value.decimal;
    if (point >= digits.length && point < 400) {
      const whole = BigInt(digits + '0'.repeat(point - digits.length));
      return negative ? -whole : whole;
    }
    throw new Refusal(`the number ${value.text} is too fine to be compared in a filter`, 'round it');
  }
  throw new Refusal(
    'a field is compared with a collection',
    'compare it with single values, or ask whether it is `in` the collection',
  );
}
