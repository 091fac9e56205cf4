import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { buildPolicy } from '../../../src/policy/build/build-policy.ts';
import { deprecatedBuiltins, nativeBuiltins } from '../../../src/policy/build/native-builtins.ts';
import { OpaError, runOpa } from '../../../src/policy/build/opa.ts';
import { builtins } from '../../../src/policy/builtins.ts';
import { readPolicyBundle } from '../../../src/policy/bundle.ts';
import { compilePolicyModule } from '../../../src/policy/wasm/policy-module.ts';
import { needsOpa, opa } from '../../support/opa.ts';
import { ask, documentOf, engineFor } from '../support/small-policies.ts';
import { type Call, comprehension, ours } from './support/ask-opa.ts';
import { argumentsOf, type DeclaredType } from './support/odd-values.ts';

const seed = Number(process.env.POSTERN_TEST_SEED ?? 1);
const runs = 2 * Number(process.env.POSTERN_TEST_RUNS ?? 1);

/** Evaluates rules of a package `calls` in WASM. */
async function evaluate(rego: string, rule: string): Promise<unknown> {
  const folder = await mkdtemp(join(tmpdir(), 'postern-builtins-'));
  try {
    await writeFile(join(folder, 'calls.rego'), rego);
    const { bundle } = await buildPolicy(opa, folder, [`calls/${rule}`]);
    const read = await readPolicyBundle(bundle);
    const module = await compilePolicyModule(read.wasm);
    const engine = engineFor({ bundle: read, module }, `calls/${rule}`, documentOf({}));
    return ask(engine, `calls/${rule}`, {});
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

describe('builtins called from WASM', needsOpa, () => {
  it('get their arguments and give their results whole, sets and odd keys included', async () => {
    const { builtins: known } = JSON.parse(await runOpa(opa, '.', ['capabilities', '--current'])) as {
      builtins: { name: string; decl: { args?: DeclaredType[] } }[];
    };
    const inside = new Set([
      ...nativeBuiltins,
      ...deprecatedBuiltins,
      'time.now_ns',
      'internal.print',
      'numbers.range_step',
    ]);
    const calls = known
      .filter(({ name }) => builtins.has(name) && !inside.has(name))
      .flatMap(({ name, decl }) =>
        fc
          .sample(fc.tuple(...(decl.args ?? []).map(argumentsOf)), { numRuns: runs, seed })
          .map((args): Call => [name, ...args]),
      )
      // Of bytes that are no UTF-8 the module itself makes nothing but a failure.
      .filter((call) => !ours(call).includes('\\x'));
    assert.ok(calls.length > 60 * runs);
    const rego = `package calls\nresults := [${calls.map((call) => comprehension(call)).join(',\n')}]\n`;
    const outcome = (await evaluate(rego, 'results')) as { value: string[][] };
    const theirs = outcome.value.map(([text]) => (text === undefined ? 'undefined' : text.slice(1, -1)));
    assert.deepEqual(
      calls.map((call, i) => [call, theirs[i]]),
      calls.map((call) => [call, ours(call)]),
    );
  });

  it('see one moment', async () => {
    const outcome = await evaluate('package calls\nsame := time.now_ns() == time.now_ns()\n', 'same');
    assert.deepEqual(outcome, { value: true });
  });

  it('are undefined where they fail, and end the evaluation where a result would be too large', async () => {
    const failing = 'package calls\nfails if not units.parse("x")\n';
    assert.deepEqual(await evaluate(failing, 'fails'), { value: true });
    const large = 'package calls\nlarge if not net.cidr_expand("10.0.0.0/8")\n';
    assert.equal(await evaluate(large, 'large'), 'failed');
    const bytes = 'package calls\nbytes if not sprintf("%s", [hex.decode("ff")]) == "x"\n';
    assert.equal(await evaluate(bytes, 'bytes'), 'failed');
  });

  it('are refused by name and line where they are none of ours', async () => {
    for (const name of [
      'http.send({})',
      'opa.runtime()',
      'rand.intn("x", 5)',
      'uuid.rfc4122("x")',
      'net.lookup_ip_addr("x")',
    ]) {
      const rego = `package calls\n\nrefused := ${name}\n`;
      await assert.rejects(evaluate(rego, 'refused'), (error) => {
        assert.ok(error instanceof OpaError);
        assert.match(
          error.message,
          new RegExp(`calls\\.rego:3: the builtin ${name.replace(/\(.*/, '').replaceAll('.', '\\.')} `),
        );
        return true;
      });
    }
  });
});
