import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { packageRoot } from '../../../src/package-root.ts';
import { findOpa } from '../../../src/policy/build/opa.ts';
import { needsOpa } from '../../support/opa.ts';
import { runs } from '../../support/runs.ts';
import { FILTER_CODE, type FilterCode } from '../filter-code.ts';
import { Gate, type GateCase } from '../gate.ts';
import { ModuleLoader } from '../module-loader.ts';
import { typedCases } from '../policies.ts';
import { connect, start } from '../surroundings.ts';
import { formulaCases } from './formula-cases.ts';

/** One formula in so many is judged here, all of them in the long form. */
const STEP = runs(1) > 1 ? 1 : 3;

describe('formulas', needsOpa, () => {
  const closing: (() => unknown)[] = [];
  let cases: GateCase[];
  let gate: Gate;
  before(async () => {
    const databases = await connect(await start(closing));
    const [typed] = await typedCases(await findOpa(process.env), 1);
    cases = formulaCases((typed as GateCase).policy);
    const code = (await ModuleLoader.of(packageRoot, FILTER_CODE)).load(new Map()) as FilterCode;
    gate = new Gate(code, databases);
  });
  after(async () => {
    gate.close();
    for (const close of closing) await close();
  });

  test('are what they mean in memory, through UCAST and in every database', async () => {
    const wrong: string[] = [];
    const asked = cases.flatMap((each) => each.questions.map((question) => ({ each, question })));
    for (const { each, question } of asked.filter((_, n) => n % STEP === 0)) {
      const objection = await gate.objection(each, question, () => true);
      if (objection !== undefined) wrong.push(`${each.rule}: ${objection}`);
    }
    assert.deepEqual(wrong, []);
  });
});
