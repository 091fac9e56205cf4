import type { Value } from '../../values/value.ts';
import { compileRegexp } from '../go/regexp.ts';
import { arrayOf, objectOf, textOf } from '../operands.ts';
import { numbers, strings } from './bounds.ts';
import { comparable } from './comparable.ts';
import { invalidType, Keywords, nameOf, SchemaError } from './keywords.ts';
import { References } from './references.ts';
import { atLeast, type Draft, emptySchema, type SubSchema, type TypeWord } from './sub-schema.ts';

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

function values(schema: SubSchema, keywords: Keywords): void {
  const constant = atLeast(schema.draft, 6) ? keywords.get('const') : undefined;
  if (constant !== undefined) schema.const = comparable(constant);
  if (keywords.get('enum') === undefined) return;
  schema.enum = keywords.list('enum').map(comparable);
  if (new Set(schema.enum).size < schema.enum.length) throw new SchemaError('enum items must be unique');
}
