import { Random } from '../../../src/check/random.ts';
import type { Voice } from '../../../src/check/voices/voice.ts';
import type { ColumnMapping, SqlMapping } from '../../../src/policy/sql/columns.ts';
import { type Asked, made, means } from '../../policy/conditions/asked.ts';
import { ANYTHING, IN_JSON, LOOSE, UNTYPED } from '../databases.ts';
import type { Form } from '../forms.ts';
import type { GateCase, GatePolicy, WritingOptions } from '../gate.ts';
import {
  anyRows,
  looseRows,
  mixedRows,
  plainRows,
  type RowKind,
  singleRows,
  typedRows,
  wholeRows,
} from './formula-rows.ts';
import { randomFormula } from './random-formula.ts';
import { meansOfKnown } from './unknown-nulls.ts';
import {
  anyFormulas,
  compoundFormulas,
  crossFormulas,
  looseFormulas,
  mixedFormulas,
  nulFormulas,
  plainFormulas,
  quotedFormulas,
  severalTypes,
  turnedFormulas,
  typedFormulas,
  unknownFormulas,
  untypedLists,
  wholeFormulas,
} from './written-formulas.ts';

const ROWS = 90;
const DRAWN = 60;

interface Group {
  readonly name: string;
  readonly formulas: readonly Asked[];
  readonly kind: RowKind;
  readonly without?: readonly string[];
  readonly only?: readonly string[];
  readonly options?: WritingOptions;
}

/** A mapping of which each column has lost something. */
const mapped =
  (change: (column: ColumnMapping, n: number) => string | ColumnMapping) =>
  (mapping: SqlMapping): SqlMapping =>
    Object.fromEntries(
      Object.entries(mapping).map(([name, column], n) => [
        name,
        typeof column === 'string' ? column : change(column, n),
      ]),
    );
const untyped = ({ type, ...column }: ColumnMapping): ColumnMapping =>
  // Truths and lists have to be told of: databases without a type of their own keep them as something else.
  type === 'boolean' || type?.endsWith('[]') === true ? { ...column, type } : column;
const plainName = (column: ColumnMapping) => [column.column].flat().join('.');

const GROUPS: readonly Group[] = [
  { name: 'plain', formulas: plainFormulas, kind: plainRows },
  { name: 'compound', formulas: compoundFormulas, kind: plainRows },
  { name: 'typed', formulas: typedFormulas, kind: typedRows, without: [UNTYPED, LOOSE] },
  {
    name: 'whole',
    formulas: wholeFormulas,
    kind: wholeRows,
    without: [UNTYPED, LOOSE, IN_JSON],
    options: {
      mapping: mapped((column) => (column.type === 'number' ? { ...column, type: 'integer' } : column)),
    },
  },
  { name: 'cross', formulas: crossFormulas, kind: plainRows, without: [UNTYPED] },
  {
    name: 'mixed',
    formulas: mixedFormulas,
    kind: mixedRows,
    without: [UNTYPED, LOOSE, 'SQL on PostgreSQL'],
  },
  {
    name: 'single values for lists',
    formulas: mixedFormulas.slice(0, 13),
    kind: singleRows,
    only: ['SQL on MariaDB'],
  },
  { name: 'any', formulas: anyFormulas, kind: anyRows, only: [IN_JSON] },
  { name: 'loose', formulas: looseFormulas, kind: looseRows, only: [ANYTHING] },
  { name: 'nul', formulas: nulFormulas, kind: plainRows },
  {
    name: 'unknown nulls',
    formulas: unknownFormulas,
    kind: plainRows,
    without: [IN_JSON],
    options: { nulls: 'unknown' },
  },
  {
    name: 'quoted where needed',
    formulas: quotedFormulas,
    kind: looseRows,
    only: [ANYTHING],
    options: { quoting: 'needed' },
  },
  {
    name: 'untyped',
    formulas: plainFormulas.slice(0, 90),
    kind: plainRows,
    without: [IN_JSON, LOOSE],
    options: { mapping: mapped(untyped) },
  },
  {
    name: 'untyped, of two types',
    formulas: severalTypes,
    kind: plainRows,
    without: [IN_JSON, LOOSE],
    options: { mapping: mapped(untyped) },
  },
  {
    name: 'JSON that is said to be text',
    formulas: anyFormulas,
    kind: anyRows,
    only: [IN_JSON],
    options: { mapping: mapped((column) => ({ ...column, type: 'string' })) },
  },
  {
    name: 'untyped lists',
    formulas: untypedLists,
    kind: plainRows,
    only: ['SQL on PostgreSQL'],
    options: { mapping: mapped(({ type, ...column }) => column) },
  },
  { name: 'turned', formulas: turnedFormulas, kind: plainRows, only: [UNTYPED] },
  {
    name: 'half typed',
    formulas: plainFormulas.filter((each) => 'left' in (each.op === 'not' ? each.part : each)),
    kind: plainRows,
    without: [IN_JSON, LOOSE],
    options: { mapping: mapped((column, n) => (n % 2 === 0 ? column : untyped(column))) },
  },
  {
    name: 'named',
    formulas: plainFormulas.slice(0, 24),
    kind: plainRows,
    without: [IN_JSON, LOOSE],
    options: { mapping: mapped((column) => (column.type?.endsWith('[]') ? column : plainName(column))) },
  },
];

/**
 * Conditions that no policy need come to: each formula is given to a condition table, and what is made of it is judged by
 * what the formula means, row by row, in memory and in every database that has the columns.
 */
export function formulaCases(policy: GatePolicy): GateCase[] {
  const random = new Random(7);
  const drawn = Array.from({ length: DRAWN }, () => randomFormula(random, 3));
  const groups = [...GROUPS, { name: 'drawn', formulas: drawn, kind: plainRows }];
  return groups.flatMap((group) => group.formulas.map((formula, n) => caseOf(group, formula, n, policy)));
}

function caseOf(group: Group, formula: Asked, n: number, policy: GatePolicy): GateCase {
  const { kind, without, only, options } = group;
  const rows = kind.rows(new Random(n), ROWS);
  const form: Form = {
    ask({ code }) {
      const table = new code.ConditionTable();
      return { condition: made(table, formula), table };
    },
  };
  const right: Voice = {
    name: 'the formula',
    admits: async (_, asked) =>
      asked.map((row) =>
        options?.nulls === 'unknown'
          ? meansOfKnown(formula, { ...row }) === true
          : means(formula, { ...row }),
      ),
    async close() {},
  };
  return {
    policy: { ...policy, oracle: () => right },
    rule: `formulas, ${group.name} ${n}: ${JSON.stringify(formula, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value))}`,
    form,
    fields: kind.fields,
    rows,
    ...(without === undefined ? {} : { without: new Set(without) }),
    ...(only === undefined ? {} : { only: new Set(only) }),
    ...(options === undefined ? {} : { options }),
    questions: [
      {
        subjectClass: group.name,
        question: { subject: { type: 'user', id: 'u1' }, action: { name: 'read' }, type: 'document' },
        rows: rows.length,
      },
    ],
  };
}
