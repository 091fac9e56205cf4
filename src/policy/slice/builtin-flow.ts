import type { BuiltinDeclaration } from '../plan/plan.ts';
import {
  type AbstractValue,
  constantText,
  join,
  joinAll,
  nothing,
  one,
  scalar,
  unknown,
} from './abstract-value.ts';
import type { MadeValues } from './made-values.ts';
import type { ValueReader } from './value-reader.ts';

/** Answers by the type of their argument alone. */
const typeTests = new Set([
  'is_array',
  'is_boolean',
  'is_null',
  'is_number',
  'is_object',
  'is_set',
  'is_string',
  'type_name',
]);

const comparisons = new Set(['eq', 'equal', 'neq', 'lt', 'lte', 'gt', 'gte']);

/** Give a collection with elements of their arguments, and nothing but those. */
const regroupings = new Set(['and', 'or', 'minus', 'array.concat', 'array.reverse', 'array.slice', 'sort']);

/**
 * What a builtin's result may be, and what it touches of the data document: everything in its arguments, unless it
 * is known to look at less.
 *
 * @param site names the call, for a result that is a new array or set
 */
export function builtinFlow(
  name: string,
  declaration: BuiltinDeclaration | undefined,
  args: readonly AbstractValue[],
  site: string,
  reader: ValueReader,
  made: MadeValues,
): AbstractValue {
  const [first = nothing, second = nothing, third = nothing] = args;
  if (typeTests.has(name)) return name === 'type_name' ? unknown : scalar;
  if (comparisons.has(name)) {
    reader.compared(first, second);
    return scalar;
  }
  if (regroupings.has(name)) {
    made.addToSet(site, joinAll(args.map((arg) => reader.entries(arg).values)));
    reader.escapes(made.values(site), `it is passed to ${name}`);
    return join(scalar, one({ kind: 'made', site }));
  }
  if (name === 'object.keys') {
    made.addToSet(site, reader.entries(first).keys);
    return one({ kind: 'made', site });
  }
  if (name === 'object.get' && [...second.values()].every((key) => constantText(key) !== undefined)) {
    return join(reader.lookup(first, second), third);
  }
  for (const arg of args) reader.escapes(arg, `it is passed to ${name}`);
  return isScalarType(declaration?.resultType) ? scalar : unknown;
}

function isScalarType(type: string | undefined): boolean {
  return type === 'boolean' || type === 'number' || type === 'null';
}
