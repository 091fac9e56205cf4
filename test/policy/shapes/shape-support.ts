import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { unpackTar } from 'modern-tar';
import { capabilitiesPath } from '../../../src/policy/build/capabilities.ts';
import { builtins } from '../../../src/policy/builtins.ts';
import type { Row } from '../../../src/policy/conditions/evaluate-condition.ts';
import { createPlanEvaluator, type PlanEvaluator } from '../../../src/policy/evaluator/plan-evaluator.ts';
import { readPlan } from '../../../src/policy/plan/read-plan.ts';
import { fromPlain, parseJson } from '../../../src/policy/values/json.ts';
import type { RegoObject } from '../../../src/policy/values/object.ts';
import { opa } from '../../support/opa.ts';

/** The data that the shapes join. */
export const data = parseJson(await readFile(join(import.meta.dirname, 'data.json'), 'utf8')) as RegoObject;

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
export const rows: fc.Arbitrary<Row> = fc.record({
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
    labels: arrays,
    author: fc.record({ name: like('u1') }),
  }),
});

export const subjects = fc.constantFrom('u1', 'u2', 'u3', 'u9');
export const actions = fc.constantFrom('read', 'write', 'other');
export const now = () => 1_700_000_000_000_000_000n;

function inputOf(subject: string, action: string, row: Row) {
  return fromPlain({
    subject: { type: 'user', id: subject },
    action: { name: action },
    resource: { type: 'document', ...row },
  });
}

/** The filter of a shape. */
export function filterOf(evaluator: PlanEvaluator, name: string, subject: string, action: string) {
  return evaluator.residual(`shapes/${name}/allow`, {
    input: inputOf(subject, action, {}),
    data,
    now,
    unknowns: [
      ['resource', 'id'],
      ['resource', 'properties'],
    ],
    row: ['resource'],
  });
}

/** Whether a shape allows a row, all of it known. */
export function isAllowed(
  evaluator: PlanEvaluator,
  name: string,
  subject: string,
  action: string,
  row: Row,
): boolean {
  const input = inputOf(subject, action, row);
  return evaluator.evaluate(`shapes/${name}/allow`, { input, data, now }) === true;
}

/** An evaluator of shapes by their names, compiled together. */
export async function compileShapes(shapes: ReadonlyMap<string, string>): Promise<PlanEvaluator> {
  const work = await mkdtemp(join(tmpdir(), 'postern-shapes-'));
  try {
    const output = join(work, 'shapes.tgz');
    const entrypoints: string[] = [];
    const sources = new Map<string, string>();
    for (const [name, text] of shapes) {
      await writeFile(join(work, `${name}.rego`), text);
      sources.set(`${name}.rego`, text);
      entrypoints.push('--entrypoint', `shapes/${name}/allow`);
    }
    const flags = ['build', '--target', 'plan', '--capabilities', capabilitiesPath, '--output', output];
    await promisify(execFile)(opa, [...flags, ...entrypoints, ...sources.keys()], { cwd: work });
    const entries = await unpackTar(gunzipSync(await readFile(output)));
    const plan = entries.find(({ header }) => header.name.endsWith('plan.json'))?.data;
    return createPlanEvaluator(readPlan(JSON.parse(new TextDecoder().decode(plan))), { builtins, sources });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
