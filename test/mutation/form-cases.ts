import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { RowField } from '../../src/check/row-shape.ts';
import { documentOf } from '../../src/check/voices/wasm.ts';
import { createDataJsonReader } from '../../src/data/bundles/data-json-reader.ts';
import type { DataDocument } from '../../src/data/data-document.ts';
import { STATIC_EPOCH } from '../../src/data/static-epoch.ts';
import { buildPolicy } from '../../src/policy/build/build-policy.ts';
import {
  afterChanges,
  type Form,
  memberOf,
  rowsOfDecision,
  rowsOfRule,
  rowsShowing,
  sparseRows,
  unknownColumns,
  unknownInput,
  unknownResource,
} from './forms.ts';
import type { GateCase, GatePolicy } from './gate.ts';

/** What rules and rows of these cases are made with. */
export interface CaseMaking {
  readonly opa: string;
  readonly data: string;
  readonly rows: number;
  readonly fields: readonly RowField[];
  readonly questions: readonly (readonly [subject: string, action: string])[];
  policyOf(bundle: Uint8Array, data: string): Promise<GatePolicy>;
}

/** The rules that hide something, by the member of which set of which rule they speak. */
const MEMBERS: readonly (readonly [rule: string, member: string, oracle: string])[] = [
  ['sets/hidden', 'cost', 'sets/hides_cost'],
  ['sets/hidden', 'name', 'sets/hides_name'],
  ['sets/hidden', 'always', 'sets/hides_always'],
  ['sets/hidden', 'never', 'sets/hides_never'],
  ['sets/hidden', '7', 'sets/hides_nothing'],
  ['sets/fields', 'cost', 'sets/has_cost'],
  ['sets/leads', 'u1', 'sets/leads_u1'],
  ['sets/leads', 'u2', 'sets/leads_u2'],
  ['sets/known', 'a', 'sets/knows_a'],
  ['sets/known', 'c', 'sets/knows_c'],
  ['sets/chosen', 'a', 'sets/chosen_a'],
  ['sets/chosen', 'b', 'sets/chosen_b'],
  ['sets/chosen', 'c', 'sets/chosen_c'],
  ['sets/owners', 'u1', 'sets/owners_u1'],
  ['sets/single', 'u1', 'sets/single_u1'],
  ['sets/array', 'a', 'sets/array_a'],
  ['sets/tagged', 'a', 'sets/tagged_a'],
  ['columns/hidden', 'a', 'columns/hides_a'],
  ['columns/hidden', 'b', 'columns/hides_b'],
  ['columns/hidden', 'c', 'columns/hides_c'],
];

/** Fields that a set of masks may hide in the rows of a rule, and the rule that says where they are seen. */
const SHOWN: readonly (readonly [rule: string, field: string, masks: string, oracle: string])[] = [
  ['sets/shown', 'cost', 'sets/hidden', 'sets/shows_cost'],
  ['sets/shown', 'name', 'sets/hidden', 'sets/shows_name'],
  ['sets/shown', 'always', 'sets/hidden', 'sets/shows_always'],
  ['sets/shown', 'never', 'sets/hidden', 'sets/shown'],
  ['sets/shown', 'cost', 'sets/no_such_rule', 'sets/shown'],
  ['sets/hides_cost', 'name', 'sets/hidden', 'sets/hides_cost_shows_name'],
  ['columns/flagged', 'a', 'columns/hidden', 'columns/flagged_shows_a'],
  ['columns/flagged', 'b', 'columns/hidden', 'columns/flagged_shows_b'],
  ['columns/below_level', 'c', 'columns/hidden', 'columns/below_level_shows_c'],
];

/** Columns of which the policy says what they hold. */
const DECLARED: readonly RowField[] = [
  { path: ['id'], kind: 'string' },
  { path: ['properties', 'owner'], kind: 'string', column: { type: 'string', nullable: false } },
  { path: ['properties', 'name'], kind: 'string', column: { type: 'string', nullable: true } },
  { path: ['properties', 'price'], kind: 'number', column: { type: 'number', nullable: false } },
  { path: ['properties', 'level'], kind: 'number', column: { type: 'number', nullable: true } },
  { path: ['properties', 'flag'], kind: 'boolean', column: { type: 'boolean', nullable: false } },
  { path: ['properties', 'tags'], kind: 'array', column: { type: 'string[]', nullable: true } },
  { path: ['properties', 'key'], kind: 'string', column: { type: 'uuid', nullable: true } },
];

/** Filters that are asked for otherwise than for the rows of which a rule is true. */
export async function formCases(making: CaseMaking): Promise<GateCase[]> {
  const { data } = making;
  const [forms, columns] = [await compiled(making, 'forms'), await compiled(making, 'columns')];
  const cases = ({ policy, rules }: Compiled, name: string, form: Form) =>
    rules.filter((rule) => rule.startsWith(`${name}/`)).map((rule) => caseOf(making, policy, rule, form));
  const members = ({ policy, rules }: Compiled) =>
    MEMBERS.filter(([, , oracle]) => rules.includes(oracle)).map(([rule, member, oracle]) =>
      caseOf(making, policy, rule, memberOf(member, oracle)),
    );
  const shown = ({ policy, rules }: Compiled) =>
    SHOWN.filter(([rule]) => rules.includes(rule)).map(([rule, field, masks, oracle]) =>
      caseOf(making, policy, rule, rowsShowing(field, masks, oracle)),
    );
  const changed = afterChanges(() => documentOf(JSON.stringify(earlierThan(data))), changesTo(data));
  return [
    ...members(forms),
    ...shown(forms),
    ...cases(forms, 'decisions', rowsOfDecision),
    ...cases(forms, 'changing', changed).map((each) =>
      // In WASM members come in no order, and in OPA's interpreter in that of their keys.
      each.rule === 'changing/in_order'
        ? { ...each, form: { ...changed, oracle: 'changing/sorted_in_order' } }
        : each,
    ),
    ...cases(forms, 'anywhere', unknownInput),
    ...cases(forms, 'merged', rowsOfRule).filter(({ rule }) => !rule.endsWith('kind')),
    ...cases(forms, 'extents', rowsOfRule).filter(({ rule }) => !rule.includes('named')),
    ...[...cases(columns, 'columns', rowsOfRule), ...members(columns), ...shown(columns)]
      .filter(({ rule, form }) => rule !== 'columns/hidden' || form !== rowsOfRule)
      .map((each) => ({ ...each, fields: DECLARED })),
  ];
}

interface Compiled {
  readonly policy: GatePolicy;
  readonly rules: readonly string[];
}

async function compiled({ opa, data, policyOf }: CaseMaking, folder: string): Promise<Compiled> {
  const path = join(import.meta.dirname, folder);
  const rules: string[] = [];
  for (const file of await readdir(path)) {
    const text = await readFile(join(path, file), 'utf8');
    // What takes arguments is asked for by the others.
    const names = [...text.matchAll(/^(?:default )?(?!package|else|row|deep)(\w+)(?=[ [])/gm)].map(
      ([, name]) => name,
    );
    rules.push(...new Set(names.map((name) => `${basename(file, '.rego')}/${name}`)));
  }
  const { bundle } = await buildPolicy(opa, path, rules);
  return { policy: await policyOf(bundle, data), rules };
}

/** The same rules in other forms, for as many of them as give the forms something to do. */
export function inOtherForms(cases: readonly GateCase[]): GateCase[] {
  return [
    ...cases.filter((_, n) => n % 4 === 0).map((each) => ({ ...each, form: sparseRows('org') })),
    ...cases.filter((_, n) => n % 12 === 1).map((each) => ({ ...each, form: unknownResource })),
    ...cases
      .filter((_, n) => n % 12 === 3)
      .map((each) => ({ ...each, form: unknownColumns(each.fields.map(({ path }) => path)) })),
  ];
}

function caseOf(
  { rows, fields, questions }: CaseMaking,
  policy: GatePolicy,
  rule: string,
  form: Form,
): GateCase {
  return {
    policy,
    rule,
    form,
    fields,
    questions: questions.slice(0, 3).map(([id, action]) => ({
      subjectClass: id,
      question: { subject: { type: 'user', id }, action: { name: action }, type: 'document' },
      rows,
    })),
  };
}

type Data = Record<string, Record<string, unknown>>;

/** Data before all of it is replaced. */
function earlierThan(data: string): unknown {
  const { teams, ...others } = JSON.parse(data) as Data;
  return {
    ...others,
    teams: { t2: teams?.t1, t4: teams?.t2 },
    blocked: ['open'],
    flags: { strict: true, empty: [] },
    public: {},
    owners: { d1: 'u3' },
  };
}

const at = (number: number) => ({ epoch: STATIC_EPOCH, number });
const json = JSON.stringify;

/** All data replaced by what lacks some of the right one, then that brought in by changes, one or several at a time. */
function changesTo(text: string): ((document: DataDocument) => void)[] {
  const right = JSON.parse(text) as Data;
  const { teams, users, orgs, owners, grades } = right as Record<string, Data>;
  return [
    (document) => {
      const snapshot = document.beginSnapshot();
      const reader = createDataJsonReader(snapshot);
      const before = {
        ...right,
        teams: { t2: teams?.t3, t3: { ...teams?.t3, lead: 'u1' }, t4: teams?.t4, t5: teams?.t1, t9: {} },
        users: { ...users, u1: { ...users?.u1, teams: ['t4'] } },
        orgs: { north: { country: 'de' }, east: { country: 'kr', limit: 9 } },
        owners: { ...owners, d1: 'u2', d9: 'u1' },
        grades: {},
        replaced: 'a value',
        emptied: { one: {} },
      };
      reader.write(Buffer.from(json(before)));
      reader.end();
      snapshot.commit(at(2));
    },
    (document) =>
      document.applyDelta(at(3), [
        { collection: 'teams', key: 't2', document: json(teams?.t2) },
        { collection: 'teams', key: 't3', document: json(teams?.t3) },
        { collection: 'teams', key: 't5', document: null },
        { collection: 'teams', key: 't9', document: null },
        { collection: 'orgs', key: 'north', document: json(orgs?.north) },
        { collection: 'orgs', key: 'south', document: json(orgs?.south) },
        { collection: 'added', key: 'one', document: json({ owner: 'u1' }) },
        { collection: 'replaced', key: 'one', document: json({ owner: 'u1' }) },
        ...['a', 'b', 'd'].map((key) => ({ collection: 'grades', key, document: json(grades?.[key]) })),
      ]),
    // What is last is seen by itself: in one collection something is added, in another one it goes.
    (document) =>
      document.applyDelta(at(4), [
        { collection: 'teams', key: 't1', document: json(teams?.t1) },
        { collection: 'orgs', key: 'east', document: null },
        { collection: 'users', key: 'u1', document: json(users?.u1) },
        { collection: 'owners', key: 'd1', document: json(owners?.d1) },
        { collection: 'owners', key: 'd9', document: null },
        { collection: 'emptied', key: 'one', document: null },
        { collection: 'grades', key: 'c', document: json(grades?.c) },
      ]),
  ];
}
