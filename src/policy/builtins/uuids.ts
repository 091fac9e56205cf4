import type { Builtins } from './builtin.ts';
import { parseUuid } from './go/uuid.ts';
import { makeInteger } from './numbers.ts';
import { makeObject, textOf } from './operands.ts';

/** Source: OPA, topdown/uuid.go. */
export const uuidBuiltins: Builtins = {
  'uuid.parse': ([operand]) => {
    const parts = parseUuid(textOf(operand) ?? '');
    if (parts === undefined) return undefined;
    const { version, variant, made, owner } = parts;
    return makeObject([
      ['version', makeInteger(version)],
      ['variant', variant],
      ...(made === undefined
        ? []
        : ([
            ['time', makeInteger(made.time)],
            ['nodeid', made.node],
            ['macvariables', made.macVariables],
            ['clocksequence', makeInteger(made.clockSequence)],
          ] as const)),
      ...(owner === undefined
        ? []
        : ([
            ['id', makeInteger(owner.id)],
            ['domain', owner.domain],
          ] as const)),
    ]);
  },
};
