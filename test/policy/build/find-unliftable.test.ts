import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { before, describe, type TestContext, test } from 'node:test';
import { documentOf } from '../../../src/check/voices/wasm.ts';
import { packageRoot } from '../../../src/package-root.ts';
import { buildPolicy, type PolicyBuild } from '../../../src/policy/build/build-policy.ts';
import { findUnliftable } from '../../../src/policy/build/find-unliftable.ts';
import { shippedPolicy } from '../../../src/policy/build/shipped-policy.ts';
import { readPolicyBundle } from '../../../src/policy/bundle.ts';
import { NotLiftable, type Obstacle } from '../../../src/policy/evaluator/residual/refusal.ts';
import { createPolicyFilters } from '../../../src/policy/filter/policy-filters.ts';
import { needsOpa, opa } from '../../support/opa.ts';
import { decidedLater, rowConstructs } from './row-constructs.ts';

const shapes = join(packageRoot, 'test/policy/shapes');
const files = (await readdir(shapes)).filter((name) => name.endsWith('.rego')).sort();

test('the rules of the shipped policy that filter have nothing in the way', async () => {
  const { plan, modules } = await readPolicyBundle(await readFile(shippedPolicy.bundle));
  assert.deepEqual([...findUnliftable(plan, ['authz/allow', 'authz/masks'], modules)], []);
});

/** A policy's rules by name, and what a filter says of them and a build. */
interface Told {
  readonly built: PolicyBuild;
  /** What some questions meet. */
  readonly met: (rule: string) => Obstacle[];
}

/**
 * What a build can't tell of: the filter refuses these when it is asked, and the gate before they are published.
 * `refused_get_of_array`: only the data says that what `object.get` looks into is an array; of an object it is a filter.
 */
const notTold: ReadonlySet<string> = new Set(['refused_get_of_array']);

const questions = [
  ['u1', 'read'],
  ['u1', 'write'],
  ['u2', 'write'],
  ['u3', 'read'],
  ['u9', 'other'],
] as const;

async function tell(folder: string, rules: readonly string[]): Promise<Told> {
  const built = await buildPolicy(opa, folder, rules);
  const document = documentOf(await readFile(join(shapes, 'data.json'), 'utf8'));
  const now = () => 1_700_000_000_000_000_000n;
  const filters = createPolicyFilters(await readPolicyBundle(built.bundle), document, now);
  const met = (rule: string) =>
    questions.flatMap(([id, action]) => {
      const question = { subject: { type: 'user', id }, action: { name: action } };
      try {
        filters.rows(rule, { ...question, resource: { type: 'document' } });
        return [];
      } catch (error) {
        if (error instanceof NotLiftable) return error.obstacles;
        throw error;
      }
    });
  return { built, met };
}

function assertSame({ built, met }: Told, rule: string): void {
  const told = new Set((built.unliftable.get(rule) ?? []).map(placed));
  const found = new Set(met(rule).map(placed));
  if (found.size === 0) assert.deepEqual([...told], [], 'nothing is in the way of any of the questions');
  for (const each of found) assert.ok(told.has(each), `not told: ${each}; told: ${[...told]}`);
}

describe('for every shape of policy, the build says what a filter says when it is asked', needsOpa, () => {
  const names = files.map((file) => basename(file, '.rego'));
  let told: Told;

  before(async () => {
    told = await tell(
      shapes,
      names.map((name) => `shapes/${name}/allow`),
    );
  });

  for (const name of names) {
    test(name, () => {
      const check = () => assertSame(told, `shapes/${name}/allow`);
      if (notTold.has(name)) assert.throws(check, /not told/);
      else check();
    });
  }

  test('of which many are refused, with the line of the source and what to write instead', () => {
    assert.ok(told.built.unliftable.size >= 40, `${told.built.unliftable.size}`);
    for (const obstacles of told.built.unliftable.values()) {
      for (const { line, instead, message } of obstacles) {
        assert.ok(line !== undefined && line !== '' && instead !== '', message);
      }
    }
  });
});

test('and for each way in which rules ask for the row', needsOpa, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'postern-unliftable-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const all = [...rowConstructs, ...decidedLater];
  for (const [n, text] of all.entries()) {
    const rules = text.replaceAll('ROW', 'input.resource.properties');
    await writeFile(join(folder, `c${n}.rego`), `package shapes.c${n}\n\n${rules}\n`);
  }
  const told = await tell(
    folder,
    all.map((_, n) => `shapes/c${n}/allow`),
  );
  for (const n of rowConstructs.keys()) assertSame(told, `shapes/c${n}/allow`);
  for (const n of decidedLater.keys()) {
    const rule = `shapes/c${rowConstructs.length + n}/allow`;
    assert.ok(!told.built.unliftable.has(rule) && told.met(rule).length > 0, all[rowConstructs.length + n]);
  }
  assert.ok(told.built.unliftable.size > rowConstructs.length / 3, `${told.built.unliftable.size}`);
});

/** Place and message together. */
function placed({ file, row, col, message }: Obstacle): string {
  return `${file}:${row}:${col} ${message}`;
}

async function obstaclesOf(t: TestContext, text: string): Promise<readonly Obstacle[]> {
  const folder = await mkdtemp(join(tmpdir(), 'postern-unliftable-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'p.rego'), text);
  const { unliftable } = await buildPolicy(opa, folder, ['p/allow']);
  return unliftable.get('p/allow') ?? [];
}

test('all that is in the way is told, not only what comes first', needsOpa, async (t) => {
  const obstacles = await obstaclesOf(
    t,
    `package p

row := input.resource.properties

allow if {
	lower(row.name) == "a"
	upper(row.name) == "A"
	not is_string(row.owner)
}

allow if {
	helper(row)
	every tag in row.tags { tag == "x" }
}

allow if count([x | some x in data.xs; x == row.name]) > 0

allow if {
	some tag in row.tags
	tag != "a"
}

allow if {
	input.subject.id == "u1"
	elsewhere with input.subject.id as row.owner
}

helper(r) if startswith("abc", r.name)
helper(r) if { r.a: 1 } == { r.b: 1 }

elsewhere if lower(input.subject.id) == "x"
`,
  );
  assert.deepEqual(
    obstacles.map(({ row, message }) => [row, message]).sort(([a], [b]) => Number(a) - Number(b)),
    [
      [6, 'lower is given something that depends on the row'],
      [7, 'upper is given something that depends on the row'],
      [8, 'is_string is given something that depends on the row'],
      [13, 'whether a field of the row is an array decides'],
      [16, 'which items an array has depends on the row'],
      [19, 'elements of an array of the row are asked for more than whether they equal known values'],
      [28, 'startswith looks for a part that depends on the row'],
      [29, "an object's key is a field of the row"],
      [31, 'lower is given something that depends on the row'],
    ],
  );
});

/** What the build tells of, by row. */
async function rowsTold(t: TestContext, rules: string): Promise<(readonly [number, string])[]> {
  const text = `package p\n\nrow := input.resource.properties\n\n${rules}\n`;
  return (await obstaclesOf(t, text)).map(({ row, message }) => [row, message] as const);
}

const conflicting = ['there may be two values at once for one row'] as const;

test('rules that ask for nothing but the row are told of as a filter meets them', needsOpa, async (t) => {
  const rules = `allow if { data.open; level == 1 }
level := 1 if row.price > 1
level := 2 if row.price < 2`;
  assert.deepEqual(await rowsTold(t, rules), [[7, ...conflicting]]);
  const apart = rules.replace('row.price < 2', 'not row.price > 1');
  assert.deepEqual(await rowsTold(t, apart), []);
});

test('so are single texts of rules that ask for more elsewhere', needsOpa, async (t) => {
  const rules = `allow if data.open
allow if { some tag in row.tags; tag in {"a", "b"}; tag > "a" }`;
  const severally = 'elements of an array of the row are asked for several things at once';
  assert.deepEqual(await rowsTold(t, rules), [[6, severally]]);
});

for (const more of ['data.limit', 'input.subject.level', 'input.resource.level', 'time.now_ns()']) {
  test(`a rule that asks for ${more} has no outcome before a question does`, needsOpa, async (t) => {
    const rules = `allow if level == 1
level := 1 if row.price > ${more}
level := 2 if row.price < 2`;
    assert.deepEqual(await rowsTold(t, rules), []);
    assert.deepEqual(await rowsTold(t, rules.replace(more, '1')), [[7, ...conflicting]]);
  });
}

test('what each of two rules may do, and both together may not, is told', needsOpa, async (t) => {
  const rules = `allow if { one; two }
one if row.author == "u1"
two if row.author.name == "x"`;
  const both = 'properties.author is used both as a value and as an object';
  assert.deepEqual(await rowsTold(t, rules), [[7, both]]);
});

test('an entrypoint that is check-only is not reported, and the manifest says so', needsOpa, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'postern-unliftable-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const rule = 'if lower(input.resource.properties.name) == "ab"';
  const text = `package p\n\nallow ${rule}\n\n# METADATA\n# custom:\n#   check_only: true\nchecks ${rule}\n`;
  await writeFile(join(folder, 'p.rego'), text);
  const { bundle, unliftable } = await buildPolicy(opa, folder, ['p/allow', 'p/checks']);
  assert.deepEqual([...unliftable.keys()], ['p/allow']);
  assert.equal(unliftable.get('p/allow')?.[0]?.row, 3);
  assert.deepEqual((await readPolicyBundle(bundle)).checkOnly, ['p/checks']);
});
