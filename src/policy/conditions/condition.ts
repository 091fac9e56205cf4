/**
 * What has to hold of a row, as a formula over its fields. Every condition is either true or false of a row: a field that
 * holds null, or a value of another type than it is compared with, is never "unknown" as in SQL. Values compare as in
 * Rego: null < false < true < numbers < strings (by code point) < arrays.
 *
 * Conditions are made by a ConditionTable only, which keeps them simplified and gives equal ones the same identity.
 */
export type Condition = Always | Never | Compare | OneOf | CompareFields | Text | Holds | Compound | Not;

/** What a field can be compared with. Integers beyond 2^53 are bigints. */
export type Scalar = null | boolean | number | bigint | string;

/** The path of a field below the row, such as `properties.author.name`. */
export type Field = readonly string[];

export type Order = 'lt' | 'lte' | 'gt' | 'gte';

export interface Always {
  readonly kind: 'always';
}

export interface Never {
  readonly kind: 'never';
}

/** The field orders so against a value. */
export interface Compare {
  readonly kind: 'compare';
  readonly field: Field;
  readonly operator: Order;
  readonly value: Scalar;
}

/** The field equals one of the values: at least one, each once, in Rego's order. */
export interface OneOf {
  readonly kind: 'in';
  readonly field: Field;
  readonly values: readonly Scalar[];
}

/** Two fields of the row order so against each other. */
export interface CompareFields {
  readonly kind: 'fields';
  readonly left: Field;
  readonly operator: 'eq' | 'lt' | 'lte';
  readonly right: Field;
}

/** The field is a string that begins with, ends with or contains another, character by character. */
export interface Text {
  readonly kind: 'text';
  readonly field: Field;
  readonly operator: 'startswith' | 'endswith' | 'contains';
  readonly value: string;
}

/** The field is an array that holds at least one of the values: at least one, each once, in Rego's order. */
export interface Holds {
  readonly kind: 'has';
  readonly field: Field;
  readonly values: readonly Scalar[];
}

/** At least two parts, none of them of the same kind as the whole. */
export interface Compound {
  readonly kind: 'and' | 'or';
  readonly parts: readonly Condition[];
}

/** The part is neither constant nor a `not`. */
export interface Not {
  readonly kind: 'not';
  readonly part: Condition;
}

export const ALWAYS: Always = { kind: 'always' };
export const NEVER: Never = { kind: 'never' };

/** A field as it is named outside: its path joined by points. */
export function fieldName(field: Field): string {
  return field.join('.');
}
