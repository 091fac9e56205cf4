import type { Value } from '../values/value.ts';
import type { Builtins } from './builtin.ts';
import { unmarshal } from './json.ts';
import { compileSchema } from './json-schema/compile-schema.ts';
import { SchemaError } from './json-schema/keywords.ts';
import { validate } from './json-schema/validate.ts';
import { arrayOf, makeArray, makeObject, objectOf, textOf } from './operands.ts';

/** JSON Schema of the drafts 4, 6 and 7. Nothing is fetched. Source: OPA, topdown/jsonschema.go. */
export const jsonSchemaBuiltins: Builtins = {
  'json.verify_schema': ([operand]) => {
    const message = faultOf(operand);
    return message === undefined ? [true, null] : [false, `jsonschema: ${message}`];
  },
  /** `[valid, violations]`; undefined for what is no document or no schema. */
  'json.match_schema': ([operand, schema]) => {
    const document = documentOf(operand);
    const rules = documentOf(schema);
    if (document === undefined || rules === undefined || faultOf(schema) !== undefined) return undefined;
    const violations = validate(compileSchema(rules), document);
    const described = violations.map(({ type, field, description }) =>
      makeObject([
        ['error', `${field}: ${description}`],
        ['type', type],
        ['field', field],
        ['desc', description],
      ]),
    );
    return makeArray([violations.length === 0, makeArray(described)]);
  },
};

/** A value, or a string of JSON. */
function documentOf(operand: Value | undefined): Value | undefined {
  const text = textOf(operand);
  if (text !== undefined) return unmarshal(text);
  return objectOf(operand) ?? (arrayOf(operand) && operand);
}

function faultOf(operand: Value | undefined): string | undefined {
  const document = documentOf(operand);
  if (document === undefined) {
    return textOf(operand) === undefined ? 'wrong type, expected string or object' : 'invalid JSON string';
  }
  try {
    compileSchema(document);
    return undefined;
  } catch (error) {
    if (error instanceof SchemaError) return error.message;
    throw error;
  }
}
