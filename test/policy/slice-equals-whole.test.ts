import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, describe, it } from 'node:test';
import type { Change } from '../../src/data/feed.ts';
import { findOpa } from '../../src/policy/build/opa.ts';
import type { Moment } from '../../src/policy/moment.ts';
import { planSlices, type SlicePlan } from '../../src/policy/slice/slice-plan.ts';
import type { ImageLimits } from '../../src/policy/wasm/policy-image.ts';
import { buildCases, caseNames, casesBundle, casesFolder } from './fixtures/build-cases.ts';
import { canonical, opaEval, WholeDocument } from './support/oracles.ts';
import { Random } from './support/random.ts';
import {
  applyChanges,
  type PlainData,
  randomChanges,
  randomData,
  randomInput,
} from './support/random-cases.ts';
import {
  ask,
  documentOf,
  engineFor,
  loadSmallPolicies,
  type SmallPolicies,
} from './support/small-policies.ts';

const runs = Math.ceil(12 * Number(process.env.POSTERN_TEST_RUNS ?? 1));
const opa = await findOpa(process.env).catch(() => undefined);

/**
 * Where the interpreter can't be asked with the others. It takes a number for the key of a stored object,
 * `data.odd[1]` for `data.odd["1"]`, which the compiled policy never does; and a conflict ends its whole query.
 */
const notInterpreted = new Set(['number_as_key', 'conflicting_rules']);

/** Data that changes step by step, with inputs to ask at every step. */
interface History {
  readonly seed: number;
  readonly states: readonly { readonly data: PlainData; readonly changes: readonly Change[] }[];
  readonly inputs: readonly unknown[];
}

function history(seed: number, steps: number): History {
  const random = new Random(seed);
  let data = randomData(random);
  const states = [{ data, changes: [] as Change[] }];
  for (let step = 1; step < steps; step++) {
    const changes = randomChanges(random);
    data = applyChanges(data, changes);
    states.push({ data, changes });
  }
  return { seed, states, inputs: Array.from({ length: 6 }, () => randomInput(random)) };
}

/** What the whole document says, by case, state and input. */
async function expected(
  policies: SmallPolicies,
  { states, inputs }: History,
): Promise<Map<string, string[][]>> {
  const oracle = new WholeDocument(policies.bundle.wasm);
  const outcomes = new Map<string, string[][]>(caseNames.map((name) => [name, []]));
  for (const { data } of states) {
    await oracle.setData(data);
    for (const name of caseNames) {
      const found: string[] = [];
      for (const input of inputs) found.push(canonical(await oracle.evaluate(`cases/${name}/result`, input)));
      outcomes.get(name)?.push(found);
    }
  }
  return outcomes;
}

/** Where an engine that follows the changes says something else than the whole document. */
async function disagreements(
  policies: SmallPolicies,
  name: string,
  { states, inputs, seed }: History,
  outcomes: readonly string[][],
  { moment, ...limits }: Way,
  plan?: SlicePlan,
): Promise<string[]> {
  const entrypoint = `cases/${name}/result`;
  const document = documentOf(states[0]?.data ?? {});
  const engine = engineFor(policies, entrypoint, document, limits, plan);
  const found: string[] = [];
  for (const [step, { changes }] of states.entries()) {
    if (step > 0) document.applyDelta({ epoch: 1, number: step + 1 }, changes);
    // Some turns for what is loaded beside, often too few to finish before the next change.
    for (let turn = 0; turn < (step * 7 + seed) % 9; turn++) await new Promise(setImmediate);
    inputs.forEach((input, i) => {
      const outcome = canonical(ask(engine, entrypoint, input, moment));
      const whole = outcomes[step]?.[i];
      if (outcome !== whole) {
        found.push(
          `${name}, seed ${seed}, step ${step}, ${JSON.stringify(input)}: ${outcome} instead of ${whole}`,
        );
      }
    });
  }
  engine.close();
  return found;
}

interface Way extends Partial<ImageLimits> {
  /** The one moment of all evaluations, through all changes: those between two changes share a slice. */
  readonly moment?: Moment;
}

const ways: Record<string, Way> = {
  'every collection that can be is sliced': { sharedBytes: -1 },
  'collections are shared': {},
  'some collections are sliced, and change sides': { sharedBytes: 400, replacedBytes: 2000, turn: 0 },
  'every collection that can be is sliced, once for many evaluations': { sharedBytes: -1, moment: {} },
  'some collections are sliced, and change sides, between many evaluations': {
    sharedBytes: 400,
    replacedBytes: 2000,
    turn: 0,
    moment: {},
  },
};

describe('the slice gives what the whole document gives', () => {
  let policies: SmallPolicies;
  const histories = Array.from({ length: runs }, (_, seed) => history(seed, 8));
  const answers: Map<string, string[][]>[] = [];

  before(async () => {
    policies = await loadSmallPolicies();
    for (const one of histories) answers.push(await expected(policies, one));
  });

  for (const [way, limits] of Object.entries(ways)) {
    it(`when ${way}`, async () => {
      for (const name of caseNames) {
        for (const [i, one] of histories.entries()) {
          assert.deepEqual(await disagreements(policies, name, one, answers[i]?.get(name) ?? [], limits), []);
        }
      }
    });
  }

  it('and is not asked for nothing: every small policy is defined and undefined, or gives different things', () => {
    for (const name of caseNames) {
      const seen = new Set(answers.flatMap((outcomes) => outcomes.get(name) ?? []).flat());
      assert.ok(seen.size > 1, `${name} always gives ${[...seen]}`);
    }
  });

  it('and a collection sliced by mistake is found out', async () => {
    const planted: SlicePlan = {
      ...planSlices(policies.bundle.plan, ['cases/scan/result']),
      sliceable: new Map([['users', new Map([['cases/scan/result', []]])]]),
      whole: new Map(),
    };
    const found: string[] = [];
    for (const [i, one] of histories.entries()) {
      const outcomes = answers[i]?.get('scan') ?? [];
      found.push(...(await disagreements(policies, 'scan', one, outcomes, { sharedBytes: -1 }, planted)));
    }
    assert.ok(found.length > 0);
  });

  it('on a bundle that is what its sources give', {
    skip: opa === undefined && 'opa is not installed',
  }, async () => {
    assert.ok(Buffer.from(await buildCases(opa ?? '')).equals(await readFile(casesBundle)));
  });

  it("and what OPA's interpreter gives", { skip: opa === undefined && 'opa is not installed' }, async () => {
    const names = caseNames.filter((name) => !notInterpreted.has(name));
    const rules = names.map((name) => `cases/${name}/result`);
    for (const [i, { states, inputs, seed }] of histories.slice(0, Math.ceil(runs / 3)).entries()) {
      for (const [step, { data }] of states.entries()) {
        if (step % 4 !== 0) continue;
        const outcomes = await opaEval(opa ?? '', casesFolder, data, rules, inputs);
        for (const name of names) {
          const interpreted = outcomes.get(`cases/${name}/result`)?.map(canonical);
          assert.deepEqual(answers[i]?.get(name)?.[step], interpreted, `${name}, seed ${seed}, step ${step}`);
        }
      }
    }
  });
});
