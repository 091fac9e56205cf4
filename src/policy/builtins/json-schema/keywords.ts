import type { Value } from '../../values/value.ts';
import { marshal } from '../go/json-text.ts';
import { numberText } from '../numbers.ts';
import { arrayOf, objectOf, type RegoObject, textOf } from '../operands.ts';
import { type Rational, rationalOf } from './rational.ts';

/** Thrown for what is no JSON Schema; the message is OPA's. */
export class SchemaError extends Error {
  override readonly name = 'SchemaError';
}

/** The members of a schema, read by type. */
export class Keywords {
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

export function invalidType(expected: string, given: string): SchemaError {
  return new SchemaError(`Invalid type. Expected: ${expected}, given: ${given}`);
}

/** A member's name; a key that is no string is written as JSON. */
export function nameOf(key: Value): string {
  return textOf(key) ?? marshal(key);
}
