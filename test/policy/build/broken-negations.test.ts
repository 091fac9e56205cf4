import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { buildPolicy } from '../../../src/policy/build/build-policy.ts';
import { compilePolicy } from '../../../src/policy/build/compile.ts';
import { findBrokenNegations } from '../../../src/policy/build/find-broken-negations.ts';
import { runOpa } from '../../../src/policy/build/opa.ts';
import { builtins } from '../../../src/policy/builtins.ts';
import { createPlanEvaluator } from '../../../src/policy/evaluator/plan-evaluator.ts';
import type { Plan } from '../../../src/policy/plan/plan.ts';
import { readPlan } from '../../../src/policy/plan/read-plan.ts';
import { fromPlain } from '../../../src/policy/values/json.ts';
import { RegoObject } from '../../../src/policy/values/object.ts';
import { needsOpa, opa } from '../../support/opa.ts';

/** Rules whose heads have constant keys, and what is asked of them. */
const given = `
p["open"] := 1 if input.a
p["closed"] := 2
t["open"] if input.a
t["closed"] := "x"
f["open"] if input.a
f["closed"] := input.a
m["open"] := {"n": 1}
m["closed"] := {"n": false}
name := p[input.x]
is_one if p[input.x] == 1
`;
const refused = ['not p[input.x] == 1', 'not 1 == p[input.x]', 'not f[input.x]', 'not m[input.x].n'];
const allowed = [
  'not is_one',
  'not name == 1',
  'not p[input.x] > 1',
  'not t[input.x]',
  'not p["closed"] == 1',
  'not startswith(t[input.x], "y")',
  'not "open" in {y | some y in ["open"]; p[y] == 1}',
  'every y in ["open", "closed"] { p[y] == 1 }',
  'p[input.x] == 2',
];
const inputs = ['open', 'closed', 'other'].flatMap((x) => [true, false].map((a) => ({ x, a })));

describe('negations that the planner gets wrong', needsOpa, () => {
  let plans: readonly Plan[] = [];
  let interpreted: Readonly<Record<string, readonly string[]>> = {};

  before(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'postern-negations-'));
    const sources = [...refused, ...allowed].map((body, n) => {
      return { path: `p${n}.rego`, text: `package n.p${n}\n${given}\nallow if ${body}\n` };
    });
    try {
      for (const { path, text } of sources) await writeFile(join(folder, path), text);
      plans = await Promise.all(
        sources.map(async (source, n) => {
          const { plan } = await compilePolicy(opa, [source], [`n/p${n}/allow`]);
          return readPlan(JSON.parse(new TextDecoder().decode(plan)));
        }),
      );
      const asked = sources.map((_, n) => {
        return `"${n}": [x | some i in ${JSON.stringify(inputs)}; x := [i.x, i.a]; data.n.p${n}.allow with input as i]`;
      });
      const printed = await runOpa(opa, folder, ['eval', '-d', '.', '--format', 'raw', `{${asked.join()}}`]);
      interpreted = JSON.parse(printed) as typeof interpreted;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  /** The inputs for which a plan allows. */
  const planned = (n: number) => {
    const evaluator = createPlanEvaluator(plans[n] as Plan, { builtins });
    const allows = (input: object) =>
      evaluator.evaluate(`n/p${n}/allow`, {
        input: fromPlain({ ...input }),
        data: new RegoObject([]),
        now: () => 0n,
      });
    return inputs.filter((input) => allows(input) === true).map(({ x, a }) => [x, a]);
  };

  for (const [n, body] of [...refused, ...allowed].entries()) {
    const isRefused = n < refused.length;
    test(`${body} is ${isRefused ? 'found' : 'none'}`, () => {
      assert.equal(findBrokenNegations(plans[n] as Plan).length, isRefused ? 1 : 0);
      if (isRefused) assert.notDeepEqual(planned(n), interpreted[n]);
      else assert.deepEqual(planned(n), interpreted[n]);
    });
  }

  test('a build refuses them with the place, and says what to write instead', async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'postern-negations-'));
    t.after(() => rm(folder, { recursive: true, force: true }));
    await writeFile(join(folder, 'p.rego'), `package p\n${given}\nallow if not p[input.x] == 1\n`);
    await assert.rejects(buildPolicy(opa, folder, ['p/allow']), (error: Error) => {
      assert.match(error.message, /^p\.rego:14:10: .*a rule of its own/m);
      assert.match(error.message, /^ {4}allow if not p\[input\.x\] == 1$/m);
      return true;
    });
  });
});
