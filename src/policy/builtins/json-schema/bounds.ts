import { compileRegexp } from '../go/regexp.ts';
import { invalidType, type Keywords, SchemaError } from './keywords.ts';
import type { SubSchema } from './sub-schema.ts';

/** `multipleOf`, and the bounds of numbers. */
export function numbers(schema: SubSchema, keywords: Keywords): void {
  if (keywords.get('multipleOf') !== undefined) {
    const multiple = keywords.number('multipleOf');
    if (multiple === undefined) throw invalidType('Number', 'multipleOf');
    if (multiple.numerator <= 0n) throw new SchemaError('multipleOf must be strictly greater than 0');
    schema.multipleOf = multiple;
  }
  for (const [plain, exclusive] of [
    ['minimum', 'exclusiveMinimum'],
    ['maximum', 'exclusiveMaximum'],
  ] as const) {
    const bound = keywords.number(plain);
    if (keywords.get(plain) !== undefined && bound === undefined)
      throw new SchemaError(`${plain} must be of a Number`);
    if (bound !== undefined) schema[plain] = bound;
    exclusiveBound(schema, keywords, plain, exclusive);
  }
}

/** A boolean up to draft 4, that makes the bound exclusive; a bound of its own since. */
function exclusiveBound(
  schema: SubSchema,
  keywords: Keywords,
  plain: 'minimum' | 'maximum',
  exclusive: 'exclusiveMinimum' | 'exclusiveMaximum',
): void {
  const given = keywords.get(exclusive);
  if (given === undefined) return;
  const number = keywords.number(exclusive);
  if (typeof given === 'boolean' && (schema.draft === 4 || schema.draft === 'hybrid')) {
    const bound = schema[plain];
    if (bound === undefined) throw new SchemaError(`${exclusive} cannot be used without ${plain}`);
    if (given) {
      schema[exclusive] = bound;
      delete schema[plain];
    }
  } else if (number !== undefined && schema.draft !== 4) schema[exclusive] = number;
  else {
    const expected = schema.draft === 4 ? 'boolean' : schema.draft === 'hybrid' ? 'boolean/number' : 'number';
    throw invalidType(expected, exclusive);
  }
}

/** Lengths, patterns and formats. */
export function strings(schema: SubSchema, keywords: Keywords): void {
  const [least, most] = [keywords.count('minLength'), keywords.count('maxLength')];
  if (least !== undefined) schema.minLength = least;
  if (most !== undefined) schema.maxLength = most;
  if (least !== undefined && most !== undefined && least > most) {
    throw new SchemaError('minLength cannot be greater than maxLength');
  }
  const pattern = keywords.text('pattern');
  if (pattern !== undefined) {
    const regexp = compileRegexp(pattern);
    if (regexp === undefined) throw new SchemaError('pattern must be a valid regex');
    schema.pattern = [pattern, regexp];
  }
  schema.format = keywords.text('format') ?? '';
}
