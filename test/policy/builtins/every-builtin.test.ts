import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { runOpa } from '../../../src/policy/build/opa.ts';
import { builtins } from '../../../src/policy/builtins.ts';
import { needsOpa, opa } from '../../support/opa.ts';
import { type Call, disagreements } from './support/ask-opa.ts';
import { argumentsOf, type DeclaredType } from './support/odd-values.ts';

interface Declared {
  readonly name: string;
  readonly decl: { readonly args?: readonly DeclaredType[] };
}

const runs = 15 * Number(process.env.POSTERN_TEST_RUNS ?? 1);
const seed = Number(process.env.POSTERN_TEST_SEED ?? 1);
/** The beginning of the names that are asked for, all unless set. */
const only = process.env.POSTERN_BUILTIN ?? '';

/**
 * What can't be asked this way: the clock, what has no result of its own, and readers of YAML, whose grammars differ for
 * texts that nobody writes.
 */
const leftOut = [
  'time.now_ns',
  'walk',
  'internal.print',
  'internal.template_string',
  'yaml.unmarshal',
  'yaml.is_valid',
];

/** OPA would make these as large as they are asked for, or leaves the calendar. */
function isModest([name, ...args]: Call): boolean {
  if (!/^(?:numbers\.range|bits\.[lr]sh|time\.add_date)/.test(name)) return true;
  return args
    .slice(name === 'time.add_date' ? 1 : 0)
    .every((arg) => typeof arg !== 'object' && (typeof arg !== 'number' || Math.abs(arg) <= 2000));
}

async function declared(): Promise<Declared[]> {
  if (needsOpa.skip !== false) return [];
  const known = JSON.parse(await runOpa(opa, '.', ['capabilities', '--current'])) as { builtins: Declared[] };
  return known.builtins.filter(
    ({ name }) => builtins.has(name) && !leftOut.includes(name) && name.startsWith(only),
  );
}

describe('every builtin gives what OPA gives, for odd arguments of the declared types and others', async () => {
  for (const { name, decl } of await declared()) {
    it(name, needsOpa, async () => {
      const args = fc.tuple(...(decl.args ?? []).map(argumentsOf));
      const calls = fc.sample(args, { numRuns: runs, seed }).map((given): Call => [name, ...given]);
      assert.deepEqual(await disagreements(calls.filter(isModest)), []);
    });
  }
});
