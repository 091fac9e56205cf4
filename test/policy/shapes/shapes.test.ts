import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { before, describe, test } from 'node:test';
import fc from 'fast-check';
import { holds } from '../../../src/policy/conditions/evaluate-condition.ts';
import type { PlanEvaluator } from '../../../src/policy/evaluator/plan-evaluator.ts';
import { NotLiftable } from '../../../src/policy/evaluator/residual/refusal.ts';
import { needsOpa } from '../../support/opa.ts';
import { actions, compileShapes, filterOf, isAllowed, rows, subjects } from './shape-support.ts';

const folder = import.meta.dirname;
const files = (await readdir(folder)).filter((name) => name.endsWith('.rego')).sort();
const shapes = await Promise.all(
  files.map(async (file) => {
    const text = await readFile(join(folder, file), 'utf8');
    return { name: basename(file, '.rego'), text, refused: /^# refused: (.*)$/m.exec(text)?.[1] };
  }),
);
const numRuns = 40 * Number(process.env.POSTERN_TEST_RUNS ?? 1);

describe('policy shapes', needsOpa, () => {
  let evaluator: PlanEvaluator;
  before(async () => {
    evaluator = await compileShapes(new Map(shapes.map(({ name, text }) => [name, text])));
  });

  for (const { name, refused } of shapes) {
    if (refused === undefined) {
      test(`${name}: the filter is the check`, () => assertSame(name));
    } else {
      test(`${name} is refused`, () => assertRefused(name, refused));
    }
  }

  test('are not all the same', () => {
    assert.ok(shapes.filter(({ refused }) => refused === undefined).length >= 100);
    const harder = shapes.filter(({ text }) => /data\.|\bnot\b|null/.test(text));
    assert.ok(harder.length >= 60);
  });

  function assertSame(name: string): void {
    fc.assert(
      fc.property(
        subjects,
        actions,
        fc.array(rows, { minLength: 8, maxLength: 8 }),
        (subject, action, some) => {
          const { condition } = filterOf(evaluator, name, subject, action);
          for (const row of some) {
            const allowed = isAllowed(evaluator, name, subject, action, row);
            assert.equal(holds(condition, row), allowed, JSON.stringify({ subject, action, row }));
          }
        },
      ),
      { numRuns },
    );
  }

  function assertRefused(name: string, message: string): void {
    assert.throws(
      () => filterOf(evaluator, name, 'u1', 'read'),
      (error: unknown) => {
        assert.ok(error instanceof NotLiftable, String(error));
        const [obstacle] = error.obstacles;
        assert.ok(obstacle !== undefined && obstacle.row > 0 && obstacle.col > 0);
        assert.equal(obstacle.message, message);
        assert.equal(obstacle.file, `${name}.rego`);
        assert.notEqual(obstacle.line?.trim() ?? '', '');
        return true;
      },
    );
  }
});
