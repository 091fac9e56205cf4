import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { unpackTar } from 'modern-tar';
import { capabilitiesPath } from '../../../src/policy/build/capabilities.ts';
import { builtins } from '../../../src/policy/builtins.ts';
import { holds, type Row } from '../../../src/policy/conditions/evaluate-condition.ts';
import { createPlanEvaluator, type PlanEvaluator } from '../../../src/policy/evaluator/plan-evaluator.ts';
import { NotLiftable } from '../../../src/policy/evaluator/residual/refusal.ts';
import { readPlan } from '../../../src/policy/plan/read-plan.ts';
import { fromPlain, parseJson } from '../../../src/policy/values/json.ts';
import type { RegoObject } from '../../../src/policy/values/object.ts';
import { needsOpa, opa } from '../../support/opa.ts';

const folder = import.meta.dirname;
const files = (await readdir(folder)).filter((name) => name.endsWith('.rego')).sort();
const shapes = await Promise.all(
  files.map(async (file) => {
    const text = await readFile(join(folder, file), 'utf8');
    return { name: basename(file, '.rego'), text, refused: /^# refused: (.*)$/m.exec(text)?.[1] };
  }),
);
const data = parseJson(await readFile(join(folder, 'data.json'), 'utf8')) as RegoObject;
const numRuns = 300 * Number(process.env.POSTERN_TEST_RUNS ?? 1);

const scalars = fc.constantFrom<unknown>(
  null,
  ...[true, false, 0, 1, 2, 3, 9, 10, 11, 100, 0.5, -1, 9007199254740992],
  ...['', 'a', 'ab', 'b', 'abc', 'A', '%_', 'x%_y', 'open', 'Open', 'x', 'shut', 'free', 'd', 'c', '0', '1'],
  ...[
    'u1',
    'u2',
    'u3',
    'u4',
    't1',
    't2',
    't3',
    't4',
    'north',
    'south',
    'd1',
    'd2',
    'd3',
    'read',
    '\uffff',
    '😀',
  ],
);
const arrays = fc.oneof(
  fc.constant(null),
  fc.constantFrom<unknown>('a', 3),
  fc.array(scalars, { maxLength: 3 }),
);
const like = (...likely: unknown[]) => fc.oneof(scalars, fc.constantFrom(...likely));

/** Rows with every column; what a column holds may be of any type. */
const rows: fc.Arbitrary<Row> = fc.record({
  id: like('d1', 'd2', 'd3'),
  properties: fc.record({
    owner: like('u1', 'u2'),
    team: like('t1', 't2', 't3'),
    org: like('north', 'south'),
    status: like('open', 'x'),
    name: like('a', 'ab'),
    price: like(1, 10, 3),
    level: like(0, 1, 2, 3),
    flag: like(true, false),
    tags: arrays,
    author: fc.record({ name: like('u1') }),
  }),
});

const subjects = fc.constantFrom('u1', 'u2', 'u3', 'u9');
const actions = fc.constantFrom('read', 'write', 'other');
const now = () => 1_700_000_000_000_000_000n;

describe('policy shapes', needsOpa, () => {
  let evaluator: PlanEvaluator;
  before(async () => {
    evaluator = await compileAll();
  });

  for (const { name, refused } of shapes) {
    if (refused === undefined) {
      test(`${name}: the filter is the check`, () => assertSame(name));
    } else {
      test(`${name} is refused`, () => {
        assert.throws(
          () => residual(name, 'u1', 'read'),
          (error: unknown) => {
            assert.ok(error instanceof NotLiftable, String(error));
            const [obstacle] = error.obstacles;
            assert.ok(obstacle !== undefined && obstacle.row > 0 && obstacle.col > 0);
            assert.equal(obstacle.message, refused);
            assert.match(obstacle.file, new RegExp(`${name}\\.rego$`));
            assert.ok(obstacle.line?.includes('input.resource') || obstacle.line?.trim() !== '');
            return true;
          },
        );
      });
    }
  }

  test('are not all the same', () => {
    assert.ok(shapes.filter(({ refused }) => refused === undefined).length >= 100);
    const harder = shapes.filter(({ text }) => /data\.|\bnot\b|null/.test(text));
    assert.ok(harder.length >= 60);
  });

  function residual(name: string, subject: string, action: string) {
    return evaluator.residual(`shapes/${name}/allow`, {
      input: fromPlain(request(subject, action, {})),
      data,
      now,
      unknowns: [
        ['resource', 'id'],
        ['resource', 'properties'],
      ],
      row: ['resource'],
    });
  }

  function assertSame(name: string): void {
    fc.assert(
      fc.property(
        subjects,
        actions,
        fc.array(rows, { minLength: 8, maxLength: 8 }),
        (subject, action, some) => {
          const { condition } = residual(name, subject, action);
          for (const row of some) {
            const input = fromPlain(request(subject, action, row));
            const allowed = evaluator.evaluate(`shapes/${name}/allow`, { input, data, now }) === true;
            assert.equal(holds(condition, row), allowed, `${JSON.stringify({ subject, action, row })}`);
          }
        },
      ),
      { numRuns },
    );
  }

  function request(subject: string, action: string, row: Row) {
    return {
      subject: { type: 'user', id: subject },
      action: { name: action },
      resource: { type: 'document', ...row },
    };
  }
});

async function compileAll(): Promise<PlanEvaluator> {
  const work = await mkdtemp(join(tmpdir(), 'postern-shapes-'));
  try {
    const output = join(work, 'shapes.tgz');
    const entrypoints = shapes.flatMap(({ name }) => ['--entrypoint', `shapes/${name}/allow`]);
    const flags = ['build', '--target', 'plan', '--capabilities', capabilitiesPath, '--output', output];
    await promisify(execFile)(opa, [...flags, ...entrypoints, ...files], { cwd: folder });
    const entries = await unpackTar(gunzipSync(await readFile(output)));
    const plan = entries.find(({ header }) => header.name.endsWith('plan.json'))?.data;
    const sources = new Map(shapes.map(({ name, text }) => [`${name}.rego`, text]));
    return createPlanEvaluator(readPlan(JSON.parse(new TextDecoder().decode(plan))), { builtins, sources });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
