import type { Value } from '../../values/value.ts';
import { marshal } from '../go/json-text.ts';
import { compileRegexp } from '../go/regexp.ts';
import { numberText } from '../numbers.ts';
import { arrayOf, objectOf, type RegoObject, textOf } from '../operands.ts';
import { comparable } from './comparable.ts';
import { type Rational, rationalOf } from './rational.ts';
import { References } from './references.ts';
import { atLeast, type Draft, emptySchema, type SubSchema, type TypeWord } from './sub-schema.ts';

/** Thrown for what is no JSON Schema; the message is OPA's. */
export class SchemaError extends Error {
  override readonly name = 'SchemaError';
}

/** Makes a schema ready. Throws a SchemaError. Source: OPA, internal/gojsonschema/schema.go. */
export function compileSchema(document: Value): SubSchema {
  if (typeof document !== 'boolean' && objectOf(document) === undefined)
    throw new SchemaError('schema is invalid');
  return new SchemaReader(document).schema(document, draftOf(document), '');
}

const words: readonly TypeWord[] = ['array', 'boolean', 'integer', 'number', 'null', 'object', 'string'];

function draftOf(document: Value): Draft {
  const name = objectOf(document)?.get('$schema');
  if (name === undefined) return 'hybrid';
  const text = textOf(name);
  if (text === undefined) throw new SchemaError('$schema must be of type string');
  const draft = /^http:\/\/json-schema\.org\/draft-0([467])\/schema#?$/.exec(text)?.[1];
  return draft === undefined ? 'hybrid' : (Number(draft) as Draft);
}

class SchemaReader {
  readonly #references: References;
  readonly #referenced = new Map<string, SubSchema>();

  constructor(document: Value) {
    this.#references = new References(document);
  }

  /** `base` is the address that references below are relative to. */
  schema(node: Value, draft: Draft, base: string): SubSchema {
    const schema = emptySchema(draft);
    this.#fill(schema, node, base);
    return schema;
  }

  #fill(schema: SubSchema, node: Value, base: string): void {
    const { draft } = schema;
    if (typeof node === 'boolean' && atLeast(draft, 6)) {
      schema.pass = node;
      return;
    }
    const members = objectOf(node);
    if (members === undefined) throw new SchemaError('Expected: Valid Schema, given: Invalid JSON');
    const keywords = new Keywords(members);
    const idKey = draft === 4 || (draft === 'hybrid' && members.get('id') !== undefined) ? 'id' : '$id';
    const id = keywords.text(idKey);
    const own = id === undefined ? base : this.#references.resolve(base, id);
    const below = (inner: Value) => this.schema(inner, draft, own);
    for (const [, inner] of keywords.schemas('definitions', 'Array Of Schemas')) below(inner);
    keywords.text('title');
    keywords.text('description');
    const reference = keywords.text('$ref');
    if (reference !== undefined) {
      schema.reference = this.#reference(this.#references.resolve(own, reference), draft);
      return;
    }
    schema.types = typesOf(members.get('type'));
    this.#object(schema, keywords, below);
    this.#array(schema, keywords, below);
    numbers(schema, keywords);
    strings(schema, keywords);
    values(schema, keywords);
    this.#combined(schema, keywords, below);
  }

  #reference(address: string, draft: Draft): SubSchema {
    const known = this.#referenced.get(address);
    if (known !== undefined) return known;
    const found = this.#references.find(address);
    if (found === undefined) throw new SchemaError(`Reference ${address} can't be found`);
    if (typeof found !== 'boolean' && objectOf(found) === undefined) {
      throw new SchemaError('Valid Schema must be of type object');
    }
    // A schema may refer to itself: it is known before it is filled.
    const schema = emptySchema(draft);
    this.#referenced.set(address, schema);
    this.#fill(schema, found, address);
    return schema;
  }

  #object(schema: SubSchema, keywords: Keywords, below: (inner: Value) => SubSchema): void {
    const properties = keywords.get('properties');
    if (properties !== undefined) {
      const members = objectOf(properties);
      if (members === undefined) throw new SchemaError('Properties must be of type object');
      schema.properties = members.entries().map(([name, inner]) => [nameOf(name), below(inner)]);
    }
    const additional = keywords.flagOrSchema('additionalProperties');
    if (additional !== undefined)
      schema.additionalProperties = typeof additional === 'boolean' ? additional : below(additional);
    schema.patternProperties = keywords
      .schemas('patternProperties', 'Valid Schema')
      .map(([pattern, inner]) => {
        const regexp = compileRegexp(pattern);
        if (regexp === undefined) throw new SchemaError(`Invalid regex pattern '${pattern}'`);
        return [regexp, below(inner)];
      });
    const names = atLeast(schema.draft, 6) ? keywords.get('propertyNames') : undefined;
    if (names !== undefined) {
      if (typeof names !== 'boolean' && objectOf(names) === undefined)
        throw invalidType('Valid Schema', 'patternProperties');
      schema.propertyNames = below(names);
    }
    schema.dependencies = dependenciesOf(keywords.get('dependencies'), below);
    const [least, most] = [keywords.count('minProperties'), keywords.count('maxProperties')];
    if (least !== undefined) schema.minProperties = least;
    if (most !== undefined) schema.maxProperties = most;
    if (least !== undefined && most !== undefined && least > most) {
      throw new SchemaError('minProperties cannot be greater than maxProperties');
    }
    const required = keywords.list('required').map((name) => {
      const text = textOf(name);
      if (text === undefined) throw invalidType('string', 'required');
      return text;
    });
    if (new Set(required).size < required.length) throw new SchemaError('required items must be unique');
    schema.required = required;
  }

  #array(schema: SubSchema, keywords: Keywords, below: (inner: Value) => SubSchema): void {
    const items = keywords.get('items');
    if (items !== undefined) {
      const list = arrayOf(items);
      const given = list ?? [items];
      if (given.some((inner) => typeof inner !== 'boolean' && objectOf(inner) === undefined)) {
        throw invalidType('Valid Schema/Array Of Schemas', 'items');
      }
      schema.items = list === undefined ? below(items) : list.map(below);
    }
    const additional = keywords.flagOrSchema('additionalItems');
    if (additional !== undefined)
      schema.additionalItems = typeof additional === 'boolean' ? additional : below(additional);
    const [least, most] = [keywords.count('minItems'), keywords.count('maxItems')];
    if (least !== undefined) schema.minItems = least;
    if (most !== undefined) schema.maxItems = most;
    const unique = keywords.get('uniqueItems');
    if (unique !== undefined && typeof unique !== 'boolean')
      throw new SchemaError('uniqueItems must be of a boolean');
    schema.uniqueItems = unique === true;
    const contained = atLeast(schema.draft, 6) ? keywords.get('contains') : undefined;
    if (contained !== undefined) schema.contains = below(contained);
  }

  #combined(schema: SubSchema, keywords: Keywords, below: (inner: Value) => SubSchema): void {
    schema.oneOf = keywords.list('oneOf').map(below);
    schema.anyOf = keywords.list('anyOf').map(below);
    schema.allOf = keywords.list('allOf').map(below);
    const names = atLeast(schema.draft, 7) ? (['not', 'if', 'then', 'else'] as const) : (['not'] as const);
    for (const name of names) {
      const inner = keywords.get(name);
      if (inner === undefined) continue;
      if (typeof inner !== 'boolean' && objectOf(inner) === undefined)
        throw new SchemaError(`${name} must be of an object`);
      schema[name] = below(inner);
    }
  }
}

/** The members of a schema, read by type. */
class Keywords {
  readonly #members: RegoObject;

  constructor(members: RegoObject) {
    this.#members = members;
  }

  get(name: string): Value | undefined {
    return this.#members.get(name);
  }

  text(name: string): string | undefined {
    const value = this.get(name);
    const text = textOf(value);
    if (value !== undefined && text === undefined) throw invalidType('string', name);
    return text;
  }

  list(name: string): readonly Value[] {
    const value = this.get(name);
    const list = arrayOf(value);
    if (value !== undefined && list === undefined) throw new SchemaError(`${name} must be of an array`);
    return list ?? [];
  }

  schemas(name: string, expected: string): (readonly [name: string, schema: Value])[] {
    const value = this.get(name);
    if (value === undefined) return [];
    const members = objectOf(value)?.entries();
    const isSchema = (inner: Value) => typeof inner === 'boolean' || objectOf(inner) !== undefined;
    if (members === undefined || (name === 'definitions' && !members.every(([, inner]) => isSchema(inner)))) {
      throw invalidType(expected, name);
    }
    return members.map(([key, inner]) => [nameOf(key), inner]);
  }

  flagOrSchema(name: string): boolean | RegoObject | undefined {
    const value = this.get(name);
    if (value === undefined || typeof value === 'boolean') return value;
    const schema = objectOf(value);
    if (schema === undefined) throw invalidType('boolean/Valid Schema', name);
    return schema;
  }

  /** A whole number that is not negative. */
  count(name: string): number | undefined {
    const value = this.get(name);
    if (value === undefined) return undefined;
    // Go reads no fraction and no exponent here, even of a whole number.
    const text = numberText(value);
    if (text === undefined || !/^-?\d{1,19}$/.test(text))
      throw new SchemaError(`${name} must be of an integer`);
    if (Number(text) < 0) throw new SchemaError(`${name} must be greater than or equal to 0`);
    return Number(text);
  }

  number(name: string): Rational | undefined {
    return rationalOf(numberText(this.get(name)) ?? '');
  }
}

function typesOf(given: Value | undefined): TypeWord[] {
  if (given === undefined) return [];
  const list = arrayOf(given) ?? [given];
  const types: TypeWord[] = [];
  for (const one of list) {
    const text = textOf(one);
    if (text === undefined) throw invalidType('type', 'string/Array Of Strings');
    const word = words.find((known) => known === text);
    if (word === undefined) {
      throw new SchemaError(
        `has a primitive type that is NOT VALID -- given: /${text}/ Expected valid values are:[${words.join(' ')}]`,
      );
    }
    if (types.includes(word)) throw new SchemaError(`${word} type is duplicated`);
    types.push(word);
  }
  return types;
}

function dependenciesOf(
  given: Value | undefined,
  below: (inner: Value) => SubSchema,
): Map<string, readonly string[] | SubSchema> {
  const dependencies = new Map<string, readonly string[] | SubSchema>();
  if (given === undefined) return dependencies;
  const members = objectOf(given);
  if (members === undefined) throw new SchemaError('dependencies must be of type object');
  for (const [name, inner] of members.entries()) {
    const list = arrayOf(inner);
    const strings = list?.map(textOf);
    if (strings?.every((one) => one !== undefined)) dependencies.set(nameOf(name), strings);
    else if (list === undefined && (typeof inner === 'boolean' || objectOf(inner) !== undefined)) {
      dependencies.set(nameOf(name), below(inner));
    } else throw new SchemaError('Dependency must be of type Schema Or Array Of Strings');
  }
  return dependencies;
}

function numbers(schema: SubSchema, keywords: Keywords): void {
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

function strings(schema: SubSchema, keywords: Keywords): void {
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

function values(schema: SubSchema, keywords: Keywords): void {
  const constant = atLeast(schema.draft, 6) ? keywords.get('const') : undefined;
  if (constant !== undefined) schema.const = comparable(constant);
  if (keywords.get('enum') === undefined) return;
  schema.enum = keywords.list('enum').map(comparable);
  if (new Set(schema.enum).size < schema.enum.length) throw new SchemaError('enum items must be unique');
}

function invalidType(expected: string, given: string): SchemaError {
  return new SchemaError(`Invalid type. Expected: ${expected}, given: ${given}`);
}

function nameOf(key: Value): string {
  return textOf(key) ?? marshal(key);
}
