import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { needsOpa } from '../support/opa.ts';
import { runs } from '../support/runs.ts';
import { judgeAll } from './judge-all.ts';
import { allMutants, controls, nameOf } from './mutants.ts';
import { type Surroundings, start } from './surroundings.ts';

/** Some that the gate has to catch, from every part of the filter code. `npm run mutants` takes them all. */
const sample = JSON.parse(readFileSync(join(import.meta.dirname, 'sample.json'), 'utf8')) as string[];

/** One in so many of the sample is planted here, all of it in the long form. */
const STEP = runs(1) > 1 ? 1 : 3;

describe('the gate finds mistakes that are planted in the filter code', needsOpa, () => {
  const closing: (() => unknown)[] = [];
  let surroundings: Surroundings;
  before(async () => {
    surroundings = await start(closing);
  });
  after(async () => {
    for (const close of closing) await close();
  });

  test('in a sample of them', async (t) => {
    const there = allMutants().filter((mutant) => sample.includes(nameOf(mutant)));
    // Those whose line was written anew are no more; too many of them, and the sample is to be drawn again.
    assert.ok(there.length >= 30, `${there.length} of ${sample.length} are still there`);
    const mutants = there.filter((_, n) => n % STEP === 0);
    const survivors: string[] = [];
    const untouched = new Set(controls());
    const wronglyCaught: string[] = [];
    await judgeAll(
      [...untouched, ...mutants],
      surroundings,
      40,
      () => true,
      (mutant, { outcome, because }) => {
        if (untouched.has(mutant)) {
          if (outcome === 'caught') wronglyCaught.push(`${nameOf(mutant)} (${because})`);
        } else if (outcome !== 'caught') survivors.push(`${nameOf(mutant)} (${because})`);
      },
      'brief',
    );
    assert.deepEqual(wronglyCaught, [], 'caught where nothing is changed');
    assert.deepEqual(survivors, []);
    t.diagnostic(`${mutants.length} mutants were caught`);
  });
});
