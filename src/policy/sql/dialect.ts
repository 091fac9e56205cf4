import type { Compare, CompareFields, Holds, Scalar, Text } from '../conditions/condition.ts';
import type { Column } from './columns.ts';

export const DIALECTS = ['postgresql', 'mysql', 'sqlite', 'sqlserver'] as const;
export type Dialect = (typeof DIALECTS)[number];

/** Takes a value as a bound parameter, and gives what stands for it in the text. */
export type Bind = (value: unknown) => string;

export type ValueType = 'string' | 'number' | 'boolean';

/**
 * How one database says the comparisons. Every method gives an expression that is true of exactly the rows meant, and
 * may be NULL instead of false: it is used where that is the same. Values are never null and of one type.
 */
export interface SqlWriter {
  quote(name: string): string;
  /** What stands for the n-th parameter, from 1. */
  placeholder(n: number): string;
  oneOf(column: Column, values: readonly Scalar[], type: ValueType, bind: Bind): string;
  /** Of a column that is not null. */
  noneOf(column: Column, values: readonly Scalar[], type: ValueType, bind: Bind): string;
  order(column: Column, operator: Compare['operator'], value: Scalar, type: ValueType, bind: Bind): string;
  text(column: Column, operator: Text['operator'], value: string, bind: Bind): string;
  /** The column is an array that holds one of the values, which may be of any type, null among them. */
  has(column: Column, values: Holds['values'], bind: Bind): string;
  /** Both are null or both are equal; or, where not `same`, they are not. Never NULL itself. */
  same(left: Column, right: Column, same: boolean): string;
  /** Neither is null. */
  orderFields(
    left: Column,
    operator: Exclude<CompareFields['operator'], 'eq'> | 'gt' | 'gte',
    right: Column,
  ): string;
  /** Where a column is typed value by value, its tests take null in and are told all at once. */
  readonly typedByValue?: (column: Column) => TypedByValue | undefined;
}

/** Tests that are never NULL, for columns whose values have a type each. */
export interface TypedByValue {
  oneOf(values: readonly Scalar[], bind: Bind): string;
  order(operator: Compare['operator'], value: Exclude<Scalar, null>, bind: Bind): string;
  text(operator: Text['operator'], value: string, bind: Bind): string;
  has(values: Holds['values'], bind: Bind): string;
}

export const ORDER_SIGNS = { lt: '<', lte: '<=', gt: '>', gte: '>=' } as const;

/** The operator that holds where this one does not. */
export const OPPOSITE = { lt: 'gte', lte: 'gt', gt: 'lte', gte: 'lt' } as const;
