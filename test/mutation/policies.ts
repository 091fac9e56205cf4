import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { askedOf } from '../../src/check/asked.ts';
import { drawQuestions } from '../../src/check/questions.ts';
import { Random } from '../../src/check/random.ts';
import type { RowField } from '../../src/check/row-shape.ts';
import { members, subjectClasses } from '../../src/check/subject-classes.ts';
import { requestOf } from '../../src/check/voices/voice.ts';
import { documentOf, wasmOnWholeData } from '../../src/check/voices/wasm.ts';
import { buildPolicy } from '../../src/policy/build/build-policy.ts';
import { shippedPolicy } from '../../src/policy/build/shipped-policy.ts';
import { readPolicyBundle } from '../../src/policy/bundle.ts';
import type { FieldType } from '../../src/policy/conditions/assume-types.ts';
import { createPolicyFilters } from '../../src/policy/filter/policy-filters.ts';
import { randomPolicy } from '../policy/evaluator/random-policy.ts';
import { LOOSE, UNTYPED } from './databases.ts';
import { formCases, inOtherForms } from './form-cases.ts';
import type { GateCase, GatePolicy } from './gate.ts';

const NOW = 1_700_000_000_000_000_000n;

/** The columns of the rows that the shapes are about. */
const SHAPE_FIELDS: readonly RowField[] = [
  { path: ['id'], kind: 'string' },
  { path: ['properties', 'owner'], kind: 'string' },
  { path: ['properties', 'team'], kind: 'string' },
  { path: ['properties', 'org'], kind: 'string' },
  { path: ['properties', 'status'], kind: 'string' },
  { path: ['properties', 'name'], kind: 'string' },
  { path: ['properties', 'price'], kind: 'number' },
  { path: ['properties', 'level'], kind: 'number' },
  { path: ['properties', 'flag'], kind: 'boolean' },
  { path: ['properties', 'tags'], kind: 'array' },
  { path: ['properties', 'labels'], kind: 'array' },
  { path: ['properties', 'author', 'name'], kind: 'string' },
];
const SHAPE_QUESTIONS = [
  ['u1', 'read'],
  ['u1', 'write'],
  ['u2', 'write'],
  ['u3', 'read'],
  ['u9', 'other'],
] as const;
const SHAPE_TEXTS = 'u1 u2 u3 t1 t2 t3 t4 north south d1 d2 d3 a ab open x'.split(' ');

/** Shapes that compare columns with what they do not hold, which columns without a type are taken to hold. */
const OF_OTHER_TYPES = /\/(across_.*truth|element_of_text|order_with_boolean|truth_of_number|two_kinds_.*)\//;
const SHAPES = join(import.meta.dirname, '../policy/shapes');

/** Every shape of policy, those that are refused among them. */
export async function shapeCases(opa: string, rows: number): Promise<GateCase[]> {
  const names = (await readdir(SHAPES)).filter((name) => name.endsWith('.rego')).sort();
  const rules = names.map((name) => `shapes/${basename(name, '.rego')}/allow`);
  return casesOf(opa, SHAPES, rules, await readFile(join(SHAPES, 'data.json'), 'utf8'), rows);
}

/** Filters asked for in other ways than for the rows of a rule. */
export async function formedCases(
  opa: string,
  shapes: readonly GateCase[],
  rows: number,
): Promise<GateCase[]> {
  const shapeData = JSON.parse(await readFile(join(SHAPES, 'data.json'), 'utf8')) as object;
  const data = JSON.stringify({
    ...shapeData,
    added: { one: { owner: 'u1' } },
    replaced: { one: { owner: 'u1' } },
    emptied: {},
    // Beside what rules of the same names say.
    parts: { base: 'a', inner: { known: 'open' } },
    known: { base: 'u2' },
    shared: { deep: { known: 'open' } },
    beside: { open: 'x', x: 'x', a: 'x' },
  });
  const making = { opa, data, rows, fields: SHAPE_FIELDS, questions: SHAPE_QUESTIONS };
  const policy = (bundle: Uint8Array, given: string) => policyOf(bundle, given, SHAPE_TEXTS);
  return [...(await formCases({ ...making, policyOf: policy })), ...inOtherForms(shapes)];
}

/** Policies made by drawing, in which rules meet in ways that nobody thinks of. */
export async function drawnCases(opa: string, count: number, rows: number): Promise<GateCase[]> {
  const folder = await mkdtemp(join(tmpdir(), 'postern-drawn-'));
  try {
    const random = new Random(11);
    const names = Array.from({ length: count }, (_, n) => `drawn_${n}`);
    for (const name of names) {
      await writeFile(
        join(folder, `${name}.rego`),
        randomPolicy(name, (below) => random.below(below)),
      );
    }
    const data = await readFile(join(SHAPES, 'data.json'), 'utf8');
    return await casesOf(
      opa,
      folder,
      names.map((name) => `shapes/${name}/allow`),
      data,
      rows,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const column = (name: string, kind: RowField['kind'], type: FieldType, nullable = true): RowField => ({
  path: ['properties', name],
  kind,
  column: { type, nullable },
});
const TYPED_FIELDS: readonly RowField[] = [
  column('key', 'string', 'uuid'),
  column('other', 'string', 'uuid'),
  column('keys', 'array', 'uuid[]'),
  column('counts', 'array', 'number[]'),
  column('truths', 'array', 'boolean[]'),
  column('name', 'string', 'string', false),
  column('title', 'string', 'string'),
];
const MIXED_FIELDS: readonly RowField[] = [column('things', 'array', 'array')];

/** Rules about columns of types that texts, numbers and truths do not cover. */
export async function typedCases(opa: string, rows: number): Promise<GateCase[]> {
  const folder = join(import.meta.dirname, 'typed');
  const rules = await Promise.all(
    ['typed', 'mixed'].map(async (name) => {
      const text = await readFile(join(folder, `${name}.rego`), 'utf8');
      const found = new Set([...text.matchAll(/^(\w+) if/gm)].map(([, rule]) => `${name}/${rule}`));
      return [...found];
    }),
  );
  const { bundle } = await buildPolicy(opa, folder, rules.flat());
  const policy = await policyOf(bundle, '{}', ['a', 'b', '1', 'true']);
  return rules.flat().map((rule) => ({
    policy,
    rule,
    fields: rule.startsWith('typed/') ? TYPED_FIELDS : MIXED_FIELDS,
    // Arrays of PostgreSQL hold items of one type.
    without: new Set([UNTYPED, LOOSE, ...(rule.startsWith('mixed/') ? [POSTGRESQL] : [])]),
    questions: [
      {
        subjectClass: 'u1',
        question: { subject: { type: 'user', id: 'u1' }, action: { name: 'read' }, type: 'document' },
        rows: rows * 2,
      },
    ],
  }));
}

const POSTGRESQL = 'SQL on PostgreSQL';

async function casesOf(
  opa: string,
  folder: string,
  rules: readonly string[],
  data: string,
  rows: number,
): Promise<GateCase[]> {
  const { bundle } = await buildPolicy(opa, folder, rules);
  const policy = await policyOf(bundle, data, SHAPE_TEXTS);
  return rules.map((rule) => ({
    policy,
    rule,
    ...(OF_OTHER_TYPES.test(rule) ? { without: new Set([UNTYPED]) } : {}),
    fields: SHAPE_FIELDS,
    questions: SHAPE_QUESTIONS.map(([id, action]) => ({
      subjectClass: id,
      question: { subject: { type: 'user', id }, action: { name: action }, type: 'document' },
      rows,
    })),
  }));
}

const SHIPPED_FIELDS: readonly RowField[] = [
  { path: ['id'], kind: 'string' },
  { path: ['properties', 'organization'], kind: 'string' },
  { path: ['properties', 'organizations'], kind: 'array' },
  { path: ['properties', 'owner'], kind: 'string' },
  { path: ['properties', 'team'], kind: 'string' },
  { path: ['properties', 'teams'], kind: 'array' },
];

/** What the policy that ships tells apart. */
const SHIPPED_WORDS = ['active', 'all', 'organization', 'team', 'own'];

/** The policy that ships, asked by one of each class of users whose filters differ. */
export async function shippedCase(data: string, rows: number): Promise<GateCase> {
  const plain = JSON.parse(data) as Record<string, unknown>;
  const texts = Object.values(plain).flatMap((records) => Object.keys(members(records)).slice(0, 50));
  const policy = await policyOf(await readFile(shippedPolicy.bundle), data, texts);
  const rule = 'authz/allow';
  const classes = subjectClasses(
    plain,
    { type: 'user', collection: 'users' },
    {
      distinct: ['roles', 'permissions'],
      constants: new Set(SHIPPED_WORDS),
      now: Number(NOW / 1_000_000_000n),
    },
  );
  const filters = createPolicyFilters(policy.bundle, policy.document, () => NOW);
  const questions = drawQuestions(
    {
      classes: classes.slice(0, 12),
      asked: askedOf(plain, [], [], []),
      rows: rows * 5,
      conditionOf: ({ type, ...question }) =>
        filters.rows(rule, { ...question, resource: { type } }).condition,
    },
    new Random(3),
  );
  filters.close();
  return { policy, rule, fields: SHIPPED_FIELDS, questions: questions.filter((one) => one.rows > 0) };
}

async function policyOf(bytes: Uint8Array, data: string, texts: readonly string[]): Promise<GatePolicy> {
  const bundle = await readPolicyBundle(bytes);
  const judge = await wasmOnWholeData(bundle, data, NOW);
  return {
    bundle,
    document: documentOf(data),
    now: NOW,
    texts,
    oracle: (rule, { oracle: path = rule, decides = false, requestOf: form = requestOf }) => ({
      name: `${judge.name}, ${path}`,
      admits: (question, rows) =>
        judge.admits(
          { path, decides },
          rows.map((row) => form(question, row)),
        ),
      async close() {},
    }),
  };
}
