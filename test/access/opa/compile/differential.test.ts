import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { needsOpa } from '../../../support/opa.ts';
import type { Answer } from '../support/servers.ts';
import { type CompileServer, ruleNames, startOpa, startPostern } from './support/compile-servers.ts';
import { database, selected, selectedByUcast } from './support/row-sets.ts';

const asked = {
  input: { user: 'caesar', colour: 'red', max: 10, colours: ['red', 'green'] },
  unknowns: ['input.fruits', 'input.baskets'],
};
const columnTypes = { 'fruits.colour': 'string', 'fruits.label': 'string' };

interface Compiled {
  readonly result?: { readonly query: unknown; readonly masks?: unknown };
  readonly hints?: readonly { readonly message: string }[];
}

const compiled = ({ body }: Answer) => body as Compiled;

describe('POST /v1/compile beside an OPA server', needsOpa, () => {
  const closers: (() => unknown)[] = [];
  const closing = { after: (close: () => unknown) => closers.push(close) } as Parameters<typeof startOpa>[0];
  let opa: Pick<CompileServer, 'compile'>;
  let postern: CompileServer;
  before(async () => {
    [opa, postern] = await Promise.all([startOpa(closing), startPostern(closing)]);
  });
  after(async () => {
    for (const close of closers.reverse()) await close();
  });
  const both = (rule: string, target: string | undefined, body: object = asked) =>
    Promise.all([opa.compile(rule, target, body), postern.compile(rule, target, body)]);

  test('SQL that both give selects the same rows: as they are without nulls, as OPA would have them with', async () => {
    const plain = await database(false);
    const withNulls = await database(true);
    const seen = { compared: 0, some: 0, null: 0 };
    for (const rule of await ruleNames()) {
      const [theirs, ours] = await Promise.all([
        opa.compile(rule, 'sql.sqlite', asked),
        postern.compile(rule, 'sql.sqlite', { ...asked, options: { columnTypes } }),
      ]);
      if (theirs.status !== 200 || rule === 'masks') continue;
      assert.equal(ours.status, 200, `${rule}: ${ours.text}`);
      // OPA writes numbers as texts, which SQLite only takes for numbers in columns of such.
      const sql = (answer: Answer) => compiled(answer).result?.query as string | undefined;
      const found = selected(plain, sql(ours));
      assert.deepEqual(found, selected(plain, sql(theirs)), `${rule}: ${sql(ours)}`);
      const compat = await postern.compile(rule, 'sql.sqlite', {
        ...asked,
        options: { columnTypes, opaCompat: true },
      });
      const foundInAll = selected(withNulls, sql(compat));
      assert.deepEqual(foundInAll, selected(withNulls, sql(theirs)), `${rule}: ${sql(compat)}`);
      seen.compared += 1;
      if (found.length > 0) seen.some += 1;
      if (selected(withNulls, sql(ours)).length > foundInAll.length) seen.null += 1;
    }
    assert.ok(seen.compared >= 22 && seen.some >= 15 && seen.null >= 4, JSON.stringify(seen));
  });

  test('UCAST that both give admits the same rows, and mostly is the same', async () => {
    const withNulls = await database(true);
    const seen = { compared: 0, equal: 0 };
    for (const target of ['ucast.all', 'ucast.minimal', 'ucast.prisma', 'ucast.linq']) {
      for (const rule of await ruleNames()) {
        const body = { ...asked, options: { opaCompat: true } };
        const [theirs, ours] = await both(rule, target, body);
        if (theirs.status !== 200 || rule === 'masks') continue;
        assert.equal(ours.status, 200, `${rule}: ${ours.text}`);
        const [theirQuery, ourQuery] = [theirs, ours].map((answer) => compiled(answer).result?.query) as [
          object,
          object,
        ];
        assert.deepEqual(
          selectedByUcast(withNulls, ourQuery),
          selectedByUcast(withNulls, theirQuery),
          `${rule} for ${target}: ${JSON.stringify(ourQuery)}`,
        );
        seen.compared += 1;
        if (isDeepStrictEqual(ourQuery, theirQuery)) seen.equal += 1;
      }
    }
    assert.ok(seen.compared >= 80 && seen.equal > seen.compared / 2, JSON.stringify(seen));
  });

  test('masks and what is always and never so are the same', async () => {
    for (const target of ['sql.postgresql', 'sql.mysql', 'sql.sqlserver', 'sql.sqlite', 'ucast.prisma']) {
      for (const rule of ['always', 'always_maybe', 'never', 'never_maybe']) {
        const options = { maskRule: 'data.filters.masks' };
        const [theirs, ours] = await both(rule, target, { ...asked, options });
        assert.deepEqual(ours.body, theirs.body, `${rule} for ${target}`);
        assert.deepEqual([ours.status, ours.type], [theirs.status, theirs.type]);
      }
    }
    const [theirs, ours] = await both('annotated', 'ucast.all', { input: { user: 'caesar' } });
    assert.deepEqual(ours.body, theirs.body);
    assert.notDeepEqual(compiled(ours).result?.masks, undefined);
  });

  test('mappings name tables and columns, for a dialect, a target or all', async () => {
    const fruits = { $self: 'shop.FRUIT', colour: 'the colour', price: 'p' };
    const mappings = [
      { fruits },
      { sqlite: { fruits }, sql: { fruits: { $self: 'other' } } },
      { sql: { fruits }, ucast: { fruits } },
      { sqlite: { colour_of_row: { $table: 'fruits' }, fruits: { colour_of_row: 'colour' } } },
    ];
    const columns = (answer: Answer) =>
      [...new Set(String(compiled(answer).result?.query).match(/[\w.]+\.(?:"[^"]*"|\w+)/g))].sort();
    for (const targetSQLTableMappings of mappings) {
      for (const rule of ['both', 'short']) {
        const unknowns = [...asked.unknowns, 'input.colour_of_row'];
        const options = { targetSQLTableMappings };
        const [theirs, ours] = await both(rule, 'sql.sqlite', { ...asked, unknowns, options });
        assert.equal(ours.status, theirs.status, ours.text);
        if (theirs.status === 200) assert.deepEqual(columns(ours), columns(theirs), ours.text);
      }
    }
  });

  test('several targets are answered at once, each as alone', async () => {
    const targetDialects = ['sql+postgresql', 'sql+mysql', 'sql+sqlserver', 'sql+sqlite', 'ucast+prisma'];
    const body = { ...asked, options: { targetDialects, maskRule: 'masks' } };
    const [theirs, ours] = await both('both', 'multitarget', body);
    const [theirResult, ourResult] = [theirs, ours].map(
      ({ body }) => (body as { result: object }).result,
    ) as [Record<string, unknown>, Record<string, unknown>];
    assert.deepEqual(Object.keys(ourResult).sort(), Object.keys(theirResult).sort());
    assert.deepEqual(ourResult.ucast, theirResult.ucast);
    for (const dialect of ['postgresql', 'mysql', 'sqlserver', 'sqlite']) {
      const alone = await postern.compile('both', `sql.${dialect}`, body);
      assert.deepEqual(ourResult[dialect], compiled(alone).result);
    }
    const [never, ourNever] = await both('never', 'multitarget', body);
    assert.deepEqual(ourNever.body, never.body);
  });

  test('what neither turns into a filter is refused with the place, by the same code', async () => {
    for (const rule of ['lowered', 'computed', 'deep', 'no_filter']) {
      for (const target of ['sql.postgresql', 'ucast.all']) {
        const [theirs, ours] = await both(rule, target);
        const told = ({ status, body }: Answer) => {
          const { code, message, errors } = body as ErrorAnswer;
          return { status, code, message, error: errors[0]?.code, row: errors[0]?.location.row };
        };
        assert.equal(theirs.status, 400, rule);
        assert.deepEqual(told(ours), told(theirs), `${rule} for ${target}`);
      }
    }
    const [theirs, ours] = await both('badly_annotated', 'ucast.all', { input: {} });
    const codes = ({ body }: Answer) => (body as ErrorAnswer).errors.map(({ code }) => code);
    assert.deepEqual(codes(ours), ['invalid_unknown']);
    assert.deepEqual([ours.status, codes(ours)], [theirs.status, codes(theirs)]);
  });

  test('a variant of UCAST has no operator that OPA leaves out of it', async () => {
    const operators = new Set<string>();
    for (const rule of await ruleNames()) {
      const { body } = await postern.compile(rule, 'ucast.minimal', asked);
      for (const [, operator] of JSON.stringify(body).matchAll(/"operator":"(\w+)"/g))
        operators.add(operator ?? '');
    }
    assert.deepEqual([...operators].sort(), ['and', 'eq', 'gt', 'gte', 'lt', 'lte', 'ne', 'or']);
    for (const target of ['ucast.minimal', 'ucast.linq']) {
      for (const rule of ['starts', 'ends', 'holds']) {
        const [theirs, ours] = await both(rule, target);
        assert.deepEqual([ours.status, theirs.status], [400, 400], `${rule} for ${target}`);
      }
    }
    for (const target of ['ucast.prisma', 'ucast.linq']) {
      const [theirs, ours] = await both('two_fields', target);
      assert.deepEqual([ours.status, theirs.status], [400, 400], target);
    }
  });

  test('a name that looks like an unknown is hinted at', async () => {
    const [theirs, ours] = await both('typo', 'sql.postgresql');
    const messages = (answer: Answer) => compiled(answer).hints?.map(({ message }) => message);
    assert.deepEqual(messages(ours), ['input.fruit.price undefined, did you mean input.fruits.price?']);
    assert.deepEqual(messages(ours), messages(theirs));
  });

  test('what is not asked rightly is refused alike', async () => {
    for (const [target, body] of [
      [undefined, asked],
      ['text/html', asked],
      ['application/vnd.opa.sql.postgresql+json, application/vnd.opa.ucast.all+json', asked],
      ['ucast.everything', asked],
      ['ucast.all', { ...asked, unknowns: ['not a reference'] }],
      ['ucast.all', { ...asked, unknowns: 'input.fruits' }],
      ['ucast.all', { ...asked, options: { targetSQLTableMappings: { ucast: 'x' } } }],
      ['ucast.all', { ...asked, options: { targetSQLTableMappings: { fruits: { $self: 1 } } } }],
    ] as const) {
      const [theirs, ours] = await both('eq', target, body);
      const told = ({ status, body: answer }: Answer) => [status, (answer as ErrorAnswer).code];
      assert.deepEqual(told(ours), told(theirs), `${target} ${JSON.stringify(body)}`);
      assert.equal(ours.status, 400);
    }
  });

  test('what OPA refuses and can be said is answered', async () => {
    const accepted: string[] = [];
    for (const rule of await ruleNames()) {
      const [theirs, ours] = await both(rule, 'sql.postgresql');
      if (theirs.status === 400 && ours.status === 200) accepted.push(rule);
      assert.ok(
        theirs.status !== 200 || ours.status === 200 || rule === 'two_fields',
        `${rule}: ${ours.text}`,
      );
    }
    assert.deepEqual(accepted.sort(), ['helped', 'otherwise']);
  });
});

interface ErrorAnswer {
  readonly code: string;
  readonly message: string;
  readonly errors: readonly { readonly code: string; readonly location: { readonly row: number } }[];
}
