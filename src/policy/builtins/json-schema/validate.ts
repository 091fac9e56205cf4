import type { Value } from '../../values/value.ts';
import { EvaluationLimit } from '../builtin.ts';
import { codePoints } from '../go/format-flags.ts';
import { marshal } from '../go/json-text.ts';
import { numberText } from '../numbers.ts';
import { collectionOf, objectOf, textOf } from '../operands.ts';
import { comparable } from './comparable.ts';
import { hasFormat } from './formats.ts';
import {
  compareRationals,
  isMultipleOf,
  isWhole,
  type Rational,
  rationalOf,
  shownRational,
} from './rational.ts';
import type { SubSchema, TypeWord } from './sub-schema.ts';

export interface SchemaViolation {
  readonly type: string;
  readonly field: string;
  readonly description: string;
}

/** What is wrong with a document, members in order of their names. Source: OPA, internal/gojsonschema/validation.go. */
export function validate(schema: SubSchema, document: Value): readonly SchemaViolation[] {
  judgements = 0;
  return judged(schema, document, '(Root)', 0).violations;
}

/** The score tells which of several schemas was the closest. */
class Result {
  readonly violations: SchemaViolation[] = [];
  score = 0;

  add(type: string, path: string, description: string): void {
    this.violations.push({ type, field: fieldOf(path), description });
    this.score -= 2;
  }

  merge(other: Result): void {
    this.violations.push(...other.violations);
    this.score += other.score;
  }
}

/** Schemas that refer to themselves without going down into the document would never end. */
const deepest = 2_000;
/** The most judgements of one document: schemas within schemas may multiply them. */
const mostJudgements = 1_000_000;
let judgements = 0;

function judged(schema: SubSchema, value: Value, path: string, depth: number): Result {
  const result = new Result();
  judge(schema, value, path, result, depth);
  return result;
}

function judge(schema: SubSchema, value: Value, path: string, result: Result, depth: number): void {
  judgements += 1;
  if (depth > deepest || judgements > mostJudgements) {
    throw new EvaluationLimit('the JSON Schema asks for too much');
  }
  if (schema.pass !== undefined) {
    if (!schema.pass) result.add('false', path, 'False always fails validation');
    return;
  }
  if (schema.reference !== undefined) {
    judge(schema.reference, value, path, result, depth + 1);
    return;
  }
  const number = rationalOf(numberText(value) ?? '');
  const given = typeOf(value, number);
  const { types } = schema;
  const fits = types.includes(given) || (given === 'integer' && types.includes('number'));
  if (types.length > 0 && !fits) {
    const expected = types.length > 1 ? `[${types.join(',')}]` : types[0];
    result.add('invalid_type', path, `Invalid type. Expected: ${expected}, given: ${given}`);
    return;
  }
  combined(schema, value, path, result, depth);
  const list = collectionOf(value);
  const members = membersOf(value);
  if (list !== undefined) array(schema, list, path, result, depth);
  if (members !== undefined) object(schema, members, path, result, depth);
  if (number !== undefined) numbers(schema, number, path, result);
  common(schema, value, path, result);
  const text = textOf(value);
  if (text !== undefined) string(schema, text, path, result);
  for (const [name, inner] of members === undefined ? [] : schema.properties) {
    const member = members?.get(name);
    if (member !== undefined) judge(inner, member, `${path}.${name}`, result, depth + 1);
  }
  result.score += 1;
}

function typeOf(value: Value, number: Rational | undefined): TypeWord {
  if (value === null) return 'null';
  if (number !== undefined) return isWhole(number) ? 'integer' : 'number';
  if (typeof value === 'string' || typeof value === 'boolean') return typeof value as TypeWord;
  return objectOf(value) === undefined ? 'array' : 'object';
}

function membersOf(value: Value): Map<string, Value> | undefined {
  const entries = objectOf(value)?.entries();
  return entries && new Map(entries.map(([key, member]) => [textOf(key) ?? marshal(key), member]));
}

function combined(schema: SubSchema, value: Value, path: string, result: Result, depth: number): void {
  const judgeAll = (schemas: readonly SubSchema[]) =>
    schemas.map((one) => judged(one, value, path, depth + 1));
  const isValid = ({ violations }: Result) => violations.length === 0;
  if (schema.anyOf.length > 0) {
    const all = judgeAll(schema.anyOf);
    if (!all.some(isValid)) {
      result.add('number_any_of', path, 'Must validate at least one schema (anyOf)');
      result.merge(closest(all));
    }
  }
  if (schema.oneOf.length > 0) {
    const all = judgeAll(schema.oneOf);
    const valid = all.filter(isValid).length;
    if (valid !== 1) {
      result.add('number_one_of', path, 'Must validate one and only one schema (oneOf)');
      if (valid === 0) result.merge(closest(all));
    }
  }
  if (schema.allOf.length > 0) {
    const all = judgeAll(schema.allOf);
    for (const one of all) result.merge(one);
    if (!all.every(isValid)) result.add('number_all_of', path, 'Must validate all the schemas (allOf)');
  }
  if (schema.not !== undefined && isValid(judged(schema.not, value, path, depth + 1))) {
    result.add('number_not', path, 'Must not validate the schema (not)');
  }
  dependencies(schema, value, path, result, depth);
  if (schema.if !== undefined) {
    const holds = isValid(judged(schema.if, value, path, depth + 1));
    const branch = holds ? schema.then : schema.else;
    const judgement = branch && judged(branch, value, path, depth + 1);
    if (judgement !== undefined && !isValid(judgement)) {
      if (holds) result.add('condition_then', path, 'Must validate "then" as "if" was valid');
      else result.add('condition_else', path, 'Must validate "else" as "if" was not valid');
      result.merge(judgement);
    }
  }
  result.score += 1;
}

/** The first one with the highest score. */
function closest(results: readonly Result[]): Result {
  return results.reduce((best, one) => (one.score > best.score ? one : best));
}

function dependencies(schema: SubSchema, value: Value, path: string, result: Result, depth: number): void {
  if (schema.dependencies.size === 0) return;
  const members = membersOf(value);
  for (const name of members?.keys() ?? []) {
    const dependency = schema.dependencies.get(name);
    if (dependency === undefined) continue;
    if (!Array.isArray(dependency)) judge(dependency as SubSchema, value, path, result, depth + 1);
    else {
      for (const needed of dependency as readonly string[]) {
        if (!members?.has(needed)) result.add('missing_dependency', path, `Has a dependency on ${needed}`);
      }
    }
  }
}

function common(schema: SubSchema, value: Value, path: string, result: Result): void {
  if (schema.const !== undefined && comparable(value) !== schema.const) {
    result.add('const', path, `${fieldOf(path)} does not match: ${schema.const}`);
  }
  if (schema.enum !== undefined && !schema.enum.includes(comparable(value))) {
    result.add('enum', path, `${fieldOf(path)} must be one of the following: ${schema.enum.join(', ')}`);
  }
  const text = textOf(value);
  if (schema.format !== '' && text !== undefined && !hasFormat(schema.format, text)) {
    result.add('format', path, `Does not match format '${schema.format}'`);
  }
  result.score += 1;
}

function array(schema: SubSchema, list: readonly Value[], path: string, result: Result, depth: number): void {
  const item = (inner: SubSchema, i: number) => judged(inner, list[i] ?? null, `${path}.${i}`, depth + 1);
  const { items, additionalItems, minItems, maxItems, contains } = schema;
  if (Array.isArray(items)) {
    const each = items as readonly SubSchema[];
    for (const [i, inner] of each.entries()) if (i < list.length) result.merge(item(inner, i));
    if (each.length > 0 && each.length < list.length) {
      if (additionalItems === false) {
        result.add('array_no_additional_items', path, 'No additional items allowed on array');
      } else if (typeof additionalItems === 'object') {
        for (let i = each.length; i < list.length; i++) result.merge(item(additionalItems, i));
      }
    }
  } else if (items !== undefined) {
    for (let i = 0; i < list.length; i++) result.merge(item(items as SubSchema, i));
  }
  if (minItems !== undefined && list.length < minItems) {
    result.add('array_min_items', path, `Array must have at least ${minItems} items`);
  }
  if (maxItems !== undefined && list.length > maxItems) {
    result.add('array_max_items', path, `Array must have at most ${maxItems} items`);
  }
  if (schema.uniqueItems) {
    const seen = new Map<string, number>();
    for (const [j, value] of list.entries()) {
      const text = comparable(value);
      const i = seen.get(text);
      if (i !== undefined) result.add('unique', path, `array items[${i},${j}] must be unique`);
      seen.set(text, j);
    }
  }
  if (contains !== undefined) {
    const all = list.map((_, i) => item(contains, i));
    if (!all.some(({ violations }) => violations.length === 0)) {
      result.add('contains', path, 'At least one of the items must match');
      if (all.length > 0) result.merge(closest(all));
    }
  }
  result.score += 1;
}

function object(
  schema: SubSchema,
  members: ReadonlyMap<string, Value>,
  path: string,
  result: Result,
  depth: number,
): void {
  const { minProperties, maxProperties, additionalProperties, propertyNames } = schema;
  if (minProperties !== undefined && members.size < minProperties) {
    result.add('array_min_properties', path, `Must have at least ${minProperties} properties`);
  }
  if (maxProperties !== undefined && members.size > maxProperties) {
    result.add('array_max_properties', path, `Must have at most ${maxProperties} properties`);
  }
  for (const name of schema.required) {
    if (members.has(name)) result.score += 1;
    else result.add('required', path, `${name} is required`);
  }
  const described = new Set(schema.properties.map(([name]) => name));
  for (const [name, value] of members) {
    const patterns = schema.patternProperties.filter(([pattern]) => pattern.matches(name));
    for (const [, inner] of patterns) result.merge(judged(inner, value, `${path}.${name}`, depth + 1));
    if (patterns.length > 0) result.score += 1;
    if (described.has(name) || patterns.length > 0) continue;
    if (additionalProperties === false) {
      result.add('additional_property_not_allowed', path, `Additional property ${name} is not allowed`);
    } else if (typeof additionalProperties === 'object') {
      result.merge(judged(additionalProperties, value, `${path}.${name}`, depth + 1));
    }
  }
  if (propertyNames !== undefined) {
    for (const name of members.keys()) {
      const judgement = judged(propertyNames, name, path, depth + 1);
      if (judgement.violations.length === 0) continue;
      result.add('invalid_property_name', path, `Property name of "${name}" does not match`);
      result.merge(judgement);
    }
  }
  result.score += 1;
}

function string(schema: SubSchema, text: string, path: string, result: Result): void {
  const { minLength, maxLength, pattern } = schema;
  const length = codePoints(text);
  if (minLength !== undefined && length < minLength) {
    result.add('string_gte', path, `String length must be greater than or equal to ${minLength}`);
  }
  if (maxLength !== undefined && length > maxLength) {
    result.add('string_lte', path, `String length must be less than or equal to ${maxLength}`);
  }
  if (pattern !== undefined && !pattern[1].matches(text)) {
    result.add('pattern', path, `Does not match pattern '${pattern[0]}'`);
  }
  result.score += 1;
}

function numbers(schema: SubSchema, value: Rational, path: string, result: Result): void {
  const { multipleOf, minimum, exclusiveMinimum, maximum, exclusiveMaximum } = schema;
  if (multipleOf !== undefined && !isMultipleOf(value, multipleOf)) {
    result.add('multiple_of', path, `Must be a multiple of ${shownRational(multipleOf)}`);
  }
  if (maximum !== undefined && compareRationals(value, maximum) > 0) {
    result.add('number_lte', path, `Must be less than or equal to ${shownRational(maximum)}`);
  }
  if (exclusiveMaximum !== undefined && compareRationals(value, exclusiveMaximum) >= 0) {
    result.add('number_lt', path, `Must be less than ${shownRational(exclusiveMaximum)}`);
  }
  if (minimum !== undefined && compareRationals(value, minimum) < 0) {
    result.add('number_gte', path, `Must be greater than or equal to ${shownRational(minimum)}`);
  }
  if (exclusiveMinimum !== undefined && compareRationals(value, exclusiveMinimum) <= 0) {
    result.add('number_gt', path, `Must be greater than ${shownRational(exclusiveMinimum)}`);
  }
  result.score += 1;
}

/** The root has a name only where it stands alone. */
function fieldOf(path: string): string {
  return path.startsWith('(Root).') ? path.slice('(Root).'.length) : path;
}
