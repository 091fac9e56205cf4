import type { CompareFields, Condition, Scalar } from '../policy/conditions/condition.ts';
import type { ValuePool } from './draw-values.ts';

/** The constants that a condition compares each field with, by the field's name. */
export function comparedValues(condition: Condition): Map<string, ValuePool> {
  const found = new Map<string, { texts: string[]; numbers: number[] }>();
  for (const { field, values } of comparisonsIn(condition)) {
    const name = field.join('.');
    const pool = found.get(name) ?? { texts: [], numbers: [] };
    found.set(name, pool);
    for (const value of values) {
      if (typeof value === 'string') pool.texts.push(value);
      else if (typeof value === 'number' || typeof value === 'bigint') pool.numbers.push(Number(value));
    }
  }
  return found;
}

/** What a condition says of single fields. */
export interface Comparison {
  readonly field: readonly string[];
  readonly kind: Exclude<Condition['kind'], 'always' | 'never' | 'and' | 'or' | 'not'>;
  readonly values: readonly Scalar[];
}

export function* comparisonsIn(condition: Condition): Generator<Comparison> {
  switch (condition.kind) {
    case 'always':
    case 'never':
      return;
    case 'and':
    case 'or':
      for (const part of condition.parts) yield* comparisonsIn(part);
      return;
    case 'not':
      yield* comparisonsIn(condition.part);
      return;
    case 'fields':
      yield { field: condition.left, kind: 'fields', values: [] };
      yield { field: condition.right, kind: 'fields', values: [] };
      return;
    case 'in':
    case 'has':
      yield { field: condition.field, kind: condition.kind, values: condition.values };
      return;
    case 'compare':
    case 'text':
      yield { field: condition.field, kind: condition.kind, values: [condition.value] };
  }
}

/** The fields that a condition compares with each other. */
export function* fieldPairsIn(condition: Condition): Generator<CompareFields> {
  if (condition.kind === 'fields') yield condition;
  if (condition.kind === 'not') yield* fieldPairsIn(condition.part);
  if (condition.kind === 'and' || condition.kind === 'or')
    for (const part of condition.parts) yield* fieldPairsIn(part);
}
