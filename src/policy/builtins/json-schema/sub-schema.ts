import type { Regexp } from '../go/regexp.ts';
import type { Rational } from './rational.ts';

/** Versions of JSON Schema; `hybrid` takes what any of them has. */
export type Draft = 4 | 6 | 7 | 'hybrid';

/** Whether a draft has what came with another. */
export function atLeast(draft: Draft, other: 6 | 7): boolean {
  return draft === 'hybrid' || draft >= other;
}

export type TypeWord = 'array' | 'boolean' | 'integer' | 'null' | 'number' | 'object' | 'string';

/** A schema made ready. Members are as the keywords, and absent as they are. */
export interface SubSchema {
  readonly draft: Draft;
  /** `true` and `false` as schemas. */
  pass?: boolean;
  reference?: SubSchema;
  types: readonly TypeWord[];
  properties: readonly (readonly [name: string, schema: SubSchema])[];
  patternProperties: readonly (readonly [pattern: Regexp, schema: SubSchema])[];
  additionalProperties?: boolean | SubSchema;
  propertyNames?: SubSchema;
  dependencies: ReadonlyMap<string, readonly string[] | SubSchema>;
  required: readonly string[];
  minProperties?: number;
  maxProperties?: number;
  /** One schema for all items, or one for each. */
  items?: SubSchema | readonly SubSchema[];
  additionalItems?: boolean | SubSchema;
  contains?: SubSchema;
  minItems?: number;
  maxItems?: number;
  uniqueItems: boolean;
  multipleOf?: Rational;
  minimum?: Rational;
  exclusiveMinimum?: Rational;
  maximum?: Rational;
  exclusiveMaximum?: Rational;
  minLength?: number;
  maxLength?: number;
  pattern?: readonly [source: string, pattern: Regexp];
  format: string;
  /** As JSON with numbers as JavaScript writes them. */
  const?: string;
  enum?: readonly string[];
  oneOf: readonly SubSchema[];
  anyOf: readonly SubSchema[];
  allOf: readonly SubSchema[];
  not?: SubSchema;
  if?: SubSchema;
  then?: SubSchema;
  else?: SubSchema;
}

export function emptySchema(draft: Draft): SubSchema {
  return {
    draft,
    types: [],
    properties: [],
    patternProperties: [],
    dependencies: new Map(),
    required: [],
    uniqueItems: false,
    format: '',
    oneOf: [],
    anyOf: [],
    allOf: [],
  };
}
