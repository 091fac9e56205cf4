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
  for (const rule of ['authz/allow', 'authz/masks'])
    assert.deepEqual(findUnliftable(plan, rule, modules), []);
});

/** A policy's rules by name, and what a filter says of them and a build. */
interface Told {
  readonly built: PolicyBuild;
  /** What some questions meet. */
  readonly met: (rule: string) => Obstacle[];
}

/**
 * What a build can't tell of yet, or not in the same words: the filter refuses these when it is asked, and the gate before
 * they are published. One that is told is to be taken off the list.
 */
const notTold: ReadonlySet<string> = new Set([
  'refused_any_element_gathered',
  'refused_conflict_of_alternatives',
  'refused_conflict_of_either',
  'refused_conflict_of_joined',
  'refused_conflict_of_negation',
  'refused_conflict_of_one_alternative',
  'refused_count_of_too_many',
  'refused_elements_joined_gathered',
  'refused_fine_number',
  'refused_get_of_array',
  'refused_huge_number',
  'refused_large_number_gathered',
  'refused_member_conflict',
  'refused_member_differs',
  'refused_member_of_some_conflict',
  'refused_no_contradiction',
  'refused_pairs_of_elements',
  'refused_rule_by_element',
  'refused_rule_returns_element',
  'refused_tag_ordered',
  'refused_with_and_all_members',
  'refused_with_below_member_of_row',
]);
/** What a build tells of though no filter meets it. */
const toldInVain: ReadonlySet<string> = new Set([
  'elements_in_set_of_sets',
  'made_object_against_text',
  'row_by_truth',
]);

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
      else if (toldInVain.has(name)) assert.throws(check, /nothing is in the way/);
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
