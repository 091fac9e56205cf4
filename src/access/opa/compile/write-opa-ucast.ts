import { type Condition, type Field, fieldName, type Scalar } from '../../../policy/conditions/condition.ts';
import type { Ucast, UcastField } from '../../../policy/conditions/ucast.ts';
import { FragmentError } from './compile-errors.ts';
import type { ColumnNames } from './table-mapping.ts';
import { describeTarget, type UcastVariant } from './targets.ts';

export interface OpaUcastOptions {
  readonly variant: UcastVariant;
  readonly columns: ColumnNames;
  /** As for SQL: whether null is a value below all others, or no comparison holds of it. */
  readonly nulls: 'smallest' | 'unknown';
  /** Whether a field may be null; every one by default. */
  readonly nullable?: (field: Field) => boolean;
}

const OPPOSITE = { lt: 'gte', lte: 'gt', gt: 'lte', gte: 'lt' } as const;

/** What each variant has words for beside `eq`, `ne`, order, `and` and `or`. Source: `NewConstraints` of OPA. */
const FEATURES: Readonly<Record<UcastVariant, ReadonlySet<'in' | 'text' | 'not' | 'fields'>>> = {
  all: new Set(['in', 'text', 'not', 'fields']),
  prisma: new Set(['in', 'text', 'not']),
  linq: new Set(['in']),
  minimal: new Set(),
};

/**
 * Writes a condition, which is neither always nor never, as the UCAST that OPA's clients read: its comparisons are meant as
 * those of SQL, of which none holds of null, so that what holds of null is said beside them. Negation is carried down to
 * the comparisons. Throws a FragmentError for what a variant has no words for, and a RangeError for a number that JSON
 * does not carry.
 */
export function writeOpaUcast(
  condition: Condition,
  { variant, columns, nulls, nullable = () => true }: OpaUcastOptions,
): Ucast {
  const can = FEATURES[variant];
  const need = (feature: 'text' | 'not' | 'fields', field: Field, what: string) => {
    if (!can.has(feature)) {
      const target = describeTarget({ kind: 'ucast', variant });
      throw new FragmentError(`${what}: unsupported for ${target}`, { field });
    }
  };
  const name = (field: Field) => columns(field).join('.');
  const about = (field: Field, operator: UcastField['operator'], value: unknown): UcastField => {
    return { type: 'field', operator, field: name(field), value };
  };
  const isNull = (field: Field) => about(field, 'eq', null);
  const orNull = (field: Field, part: Ucast) =>
    nulls === 'smallest' && nullable(field) ? compound('or', [part, isNull(field)]) : part;

  const write = (part: Condition, positive: boolean): Ucast => {
    switch (part.kind) {
      case 'always':
      case 'never':
        throw new RangeError(`"${part.kind}" is no condition of a row`);
      case 'not':
        return write(part.part, !positive);
      case 'and':
      case 'or': {
        const operator = (part.kind === 'and') === positive ? 'and' : 'or';
        return compound(
          operator,
          part.parts.map((each) => write(each, positive)),
        );
      }
      case 'in':
        return list(part.field, part.values, positive);
      case 'compare': {
        const operator = positive ? part.operator : OPPOSITE[part.operator];
        const text = about(part.field, operator, scalar(part.value));
        return operator === 'lt' || operator === 'lte' ? orNull(part.field, text) : text;
      }
      case 'text': {
        need('text', part.field, `invalid builtin \`${part.operator}\``);
        const text = about(part.field, part.operator, part.value);
        if (positive) return text;
        need('not', part.field, '"not" not permitted');
        return orNull(part.field, compound('not', [text]));
      }
      case 'has':
        throw new FragmentError(
          `invalid use of "... in ...": ${fieldName(part.field)} is an array of the row`,
          { field: part.field, instead: 'arrays of rows can be asked for values in SQL only' },
        );
      case 'fields':
        need('fields', part.left, 'reference to field');
        return fields(part, positive);
    }
  };

  const list = (field: Field, values: readonly Scalar[], positive: boolean): Ucast => {
    const known = values.filter((value) => value !== null).map(scalar);
    const withNull = known.length < values.length;
    if (known.length === 0) return about(field, positive ? 'eq' : 'ne', null);
    if (positive) {
      const text =
        can.has('in') && known.length > 1
          ? about(field, 'in', known)
          : compound(
              'or',
              known.map((value) => about(field, 'eq', value)),
            );
      return withNull ? compound('or', [text, isNull(field)]) : text;
    }
    const text =
      can.has('in') && can.has('not') && known.length > 1
        ? compound('not', [about(field, 'in', known)])
        : compound(
            'and',
            known.map((value) => about(field, 'ne', value)),
          );
    return withNull ? compound('and', [text, about(field, 'ne', null)]) : orNull(field, text);
  };

  const fields = (
    { left, operator, right }: Extract<Condition, { kind: 'fields' }>,
    positive: boolean,
  ): Ucast => {
    const versus = (sign: UcastField['operator']) => about(left, sign, { field: name(right) });
    const only = (nullOne: Field, other: Field) =>
      compound('and', [isNull(nullOne), about(other, 'ne', null)]);
    if (operator === 'eq') {
      const text = versus(positive ? 'eq' : 'ne');
      if (nulls === 'unknown') return text;
      return positive
        ? compound('or', [text, compound('and', [isNull(left), isNull(right)])])
        : compound('or', [text, only(left, right), only(right, left)]);
    }
    const sign = positive ? operator : OPPOSITE[operator];
    const text = versus(sign);
    if (nulls === 'unknown') return text;
    switch (sign) {
      case 'lt':
        return compound('or', [text, only(left, right)]);
      case 'lte':
        return compound('or', [text, isNull(left)]);
      case 'gt':
        return compound('or', [text, only(right, left)]);
      case 'gte':
        return compound('or', [text, isNull(right)]);
    }
  };

  return write(condition, true);
}

/** One of its own kind inside is taken in, and one part alone needs no compound. */
function compound(operator: 'and' | 'or' | 'not', parts: readonly Ucast[]): Ucast {
  const [first] = parts;
  if (operator !== 'not' && parts.length === 1 && first !== undefined) return first;
  const value =
    operator === 'not'
      ? parts
      : parts.flatMap((part) =>
          part.type === 'compound' && part.operator === operator ? part.value : [part],
        );
  return { type: 'compound', operator, value };
}

function scalar(value: Scalar): Exclude<Scalar, bigint> {
  if (typeof value !== 'bigint') return value;
  throw new RangeError(`${value} is beyond the integers that JSON carries exactly`);
}
