import type { Builtin, Builtins } from './builtin.ts';
import { type TypeName, typeName } from './operands.ts';

/** Source: OPA, topdown/type.go, type_name.go and casts.go. */
export const typeBuiltins: Builtins = {
  type_name: ([value]) => (value === undefined ? undefined : typeName(value)),
  is_null: is('null'),
  is_boolean: is('boolean'),
  is_number: is('number'),
  is_string: is('string'),
  is_array: is('array'),
  is_object: is('object'),
  is_set: is('set'),
};

function is(type: TypeName): Builtin {
  return ([value]) => (value === undefined ? undefined : typeName(value) === type);
}
