import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { maskPath, readCompileAnnotations } from '../../../../src/access/opa/compile/annotations.ts';
import { columnNames } from '../../../../src/access/opa/compile/table-mapping.ts';
import type { Target } from '../../../../src/access/opa/compile/targets.ts';
import { readUnknown } from '../../../../src/access/opa/compile/unknowns.ts';
import { writeTarget } from '../../../../src/access/opa/compile/write-target.ts';
import type { Condition } from '../../../../src/policy/conditions/condition.ts';
import { ConditionTable } from '../../../../src/policy/conditions/condition-table.ts';
import { holds } from '../../../../src/policy/conditions/evaluate-condition.ts';
import { database, selected, selectedByUcast } from './support/row-sets.ts';

const RUNS = 300 * Number(process.env.POSTERN_TEST_RUNS ?? 1);
const columns = new Map([
  ['fruits.colour', { type: 'string' }],
  ['fruits.label', { type: 'string' }],
  ['fruits.price', { type: 'number' }],
] as const);

type Formula = (table: ConditionTable) => Condition;
const texts = ['red', 'Red', '', "it's", 'it\'s "\\ \n%_', '50%'];
const textColumn = fc.constantFrom(['fruits', 'colour'], ['fruits', 'label']);
const price = ['fruits', 'price'];
const order = fc.constantFrom('lt', 'lte', 'gt', 'gte');
const atoms: fc.Arbitrary<Formula>[] = [
  fc.tuple(textColumn, fc.array(fc.constantFrom(null, ...texts), { minLength: 1 })).map(
    ([field, values]) =>
      (table) =>
        table.oneOf(field, values),
  ),
  fc
    .array(fc.constantFrom(null, 0, 5, 10, 11), { minLength: 1 })
    .map((values) => (table) => table.oneOf(price, values)),
  fc.tuple(order, fc.constantFrom(0, 5, 9.5, 20)).map(
    ([operator, value]) =>
      (table) =>
        table.compare(price, operator, value),
  ),
  fc
    .tuple(
      textColumn,
      fc.constantFrom('startswith', 'endswith', 'contains'),
      fc.constantFrom('re', '%', '_', 'd'),
    )
    .map(
      ([field, operator, value]) =>
        (table) =>
          table.text(field, operator, value),
    ),
  fc
    .constantFrom('eq', 'lt', 'lte', 'gt')
    .map((operator) => (table) => table.fields(['fruits', 'colour'], operator, ['fruits', 'label'])),
];
const formulas = fc.letrec<{ formula: Formula }>((tie) => ({
  formula: fc.oneof(
    { maxDepth: 3 },
    ...atoms,
    tie('formula').map(
      (part): Formula =>
        (table) =>
          table.not(part(table)),
    ),
    fc.array(tie('formula'), { minLength: 2, maxLength: 3 }).map(
      (parts): Formula =>
        (table) =>
          table.and(parts.map((part) => part(table))),
    ),
    fc.array(tie('formula'), { minLength: 2, maxLength: 3 }).map(
      (parts): Formula =>
        (table) =>
          table.or(parts.map((part) => part(table))),
    ),
  ),
})).formula;

describe("filters in OPA's form", () => {
  test('admit exactly the rows of which the condition holds; with nulls as OPA has them, never another', async () => {
    const all = await database(true);
    const [rows] = all.exec('SELECT id, colour, price, label FROM fruits');
    const fruits = (rows?.values ?? []).map(([id, colour, price, label]) => ({ id, colour, price, label }));
    const idsOf = (found: readonly unknown[]) => [
      ...new Set(found.map((row) => Number(String(row).split(',')[0]))),
    ];
    const seen = { some: 0, fewer: 0 };
    fc.assert(
      fc.property(formulas, (formula) => {
        const table = new ConditionTable();
        const condition = formula(table);
        const expected = fruits.filter((row) => holds(condition, { fruits: row })).map(({ id }) => id);
        const written = (target: Target, nulls: 'smallest' | 'unknown') => {
          const query = writeTarget({ condition, table }, target, { mappings: {}, columns, nulls });
          return idsOf(
            typeof query === 'string' || query === undefined
              ? selected(all, query)
              : selectedByUcast(all, query),
          );
        };
        const byUcast = { kind: 'ucast', variant: 'all' } as const;
        const bySql = { kind: 'sql', variant: 'sqlite' } as const;
        assert.deepEqual(written(byUcast, 'smallest'), expected);
        assert.deepEqual(written(bySql, 'smallest'), expected);
        const fewer = written(bySql, 'unknown');
        assert.deepEqual(written(byUcast, 'unknown'), fewer, JSON.stringify(condition));
        assert.ok(fewer.every((id) => expected.includes(id)));
        if (expected.length > 0 && expected.length < fruits.length) seen.some += 1;
        if (fewer.length < expected.length) seen.fewer += 1;
      }),
      { numRuns: RUNS },
    );
    assert.ok(seen.some > RUNS / 3 && seen.fewer > RUNS / 20, JSON.stringify(seen));
  });

  test('an array of the row is no UCAST of OPA', () => {
    const table = new ConditionTable();
    const condition = table.has(['fruits', 'tags'], ['a']);
    const options = { mappings: {}, columns: new Map(), nulls: 'smallest' } as const;
    for (const variant of ['all', 'minimal', 'prisma', 'linq'] as const) {
      assert.throws(
        () => writeTarget({ condition, table }, { kind: 'ucast', variant }, options),
        /array of the row/,
      );
    }
  });

  test('names that are no plain identifiers are quoted', () => {
    const table = new ConditionTable();
    const condition = table.equals(['fruits', 'a"; --'], 1);
    const options = { mappings: {}, columns: new Map(), nulls: 'smallest' } as const;
    assert.equal(
      writeTarget({ condition, table }, { kind: 'sql', variant: 'postgresql' }, options),
      `WHERE fruits."a""; --" = '1'::bigint`,
    );
  });

  test('a field that is no column is refused, and a name with a point too', () => {
    const names = columnNames({}, { kind: 'sql', variant: 'sqlite' });
    for (const field of [['a'], ['a', 'b', 'c'], ['a', 'b.c'], ['a.b', 'c'], []]) {
      assert.throws(() => names(field), /invalid ref operand/);
    }
  });
});

describe('what a request and a policy say of unknowns', () => {
  test('references', () => {
    assert.deepEqual(readUnknown('input.fruits'), ['fruits']);
    assert.deepEqual(readUnknown('input["my fruits"].name'), ['my fruits', 'name']);
    assert.deepEqual(readUnknown('input'), []);
    for (const text of ['', 'input.', 'input[x]', 'input.fruits[0]', 'a b'])
      assert.equal(readUnknown(text), undefined);
    assert.throws(() => readUnknown('data.fruits'), RangeError);
  });

  test('annotations of the rule, the document, the package and those above', () => {
    const module = (scope: string, unknown: string, what: string) =>
      `# METADATA\n# scope: ${scope}\n# compile:\n#   unknowns: [${unknown}]\n#   mask_rule: m_${scope}\n${what}\n`;
    const modules = new Map([
      ['top.rego', module('subpackages', 'input.top', 'package app')],
      [
        'app.rego',
        `${module('package', 'input.all', 'package app.filters')}\n${module('document', 'input.fruits', 'include if true')}`,
      ],
    ]);
    const read = (rule: string) => {
      const { unknowns, maskRule } = readCompileAnnotations(modules, rule);
      return { unknowns: unknowns()?.map((path) => path.join('.')), maskRule };
    };
    assert.deepEqual(read('app/filters/include'), {
      unknowns: ['fruits', 'all', 'top'],
      maskRule: 'app/filters/m_document',
    });
    assert.deepEqual(read('app/filters/other'), {
      unknowns: ['all', 'top'],
      maskRule: 'app/filters/m_package',
    });
    assert.deepEqual(read('other/include'), { unknowns: undefined, maskRule: undefined });
  });

  test('a mask rule is below data or in the package that is asked', () => {
    assert.equal(maskPath('data.a.masks', 'filters/include'), 'a/masks');
    assert.equal(maskPath('masks', 'filters/include'), 'filters/masks');
  });
});
