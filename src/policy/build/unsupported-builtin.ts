import type { Capabilities } from './capabilities.ts';
import { OpaError, runOpa } from './opa.ts';

const undefinedFunction =
  /^(?:error: )?(?:\d+ errors? occurred: )?(\S+:\d+): rego_type_error: undefined function (\S+)$/gm;

/**
 * OPA calls a builtin that capabilities leave out an undefined function. Says of each such error that the builtin
 * exists but does not run here; a name that no OPA knows stays OPA's own error.
 */
export async function withBuiltinHint(error: OpaError, opa: string): Promise<OpaError> {
  const named = [...error.message.matchAll(undefinedFunction)];
  if (named.length === 0) return error;
  const all = JSON.parse(await runOpa(opa, '.', ['capabilities', '--current'])) as Capabilities;
  const known = new Set(all.builtins.map(({ name }) => name));
  const lines = named
    .filter(([, , name]) => name !== undefined && known.has(name))
    .map(([, place, name]) => `${place}: the builtin ${name} is not supported in a compiled policy`);
  if (lines.length === 0) return error;
  return new OpaError([...lines, 'policies/capabilities.json lists the builtins that are.'].join('\n'), {
    cause: error,
  });
}
