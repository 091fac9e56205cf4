import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { printed } from '../../../src/policy/builtins/go/print-value.ts';
import { builtins } from '../../../src/policy/builtins.ts';
import { RegoObject } from '../../../src/policy/values/object.ts';
import { RegoSet } from '../../../src/policy/values/set.ts';
import type { Value } from '../../../src/policy/values/value.ts';
import { needsOpa } from '../../support/opa.ts';
import { type Call, clock, disagreements, pairsOf } from './support/ask-opa.ts';

const runs = 150 * Number(process.env.POSTERN_TEST_RUNS ?? 1);
const seed = Number(process.env.POSTERN_TEST_SEED ?? 1);

/** Few keys and values, so that they are found again. */
const key: fc.Arbitrary<Value> = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom<Value>('a', 'b', '0', '1') },
  { weight: 1, arbitrary: fc.constantFrom<Value>(0, 1, true, null, ['a'], 'a/b') },
);
const { value, object } = fc.letrec<{ value: Value; object: Value; array: Value; set: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<Value>(0, 1, 'a', 'b', null),
    tie('object'),
    tie('array'),
    tie('set'),
  ),
  object: fc.array(fc.tuple(key, tie('value')), { maxLength: 4 }).map((all) => new RegoObject(all)),
  array: fc.array(tie('value'), { maxLength: 4 }),
  set: fc.array(tie('value'), { maxLength: 4 }).map((all) => new RegoSet(all)),
}));
const steps = fc.array(key, { maxLength: 3 });
const path: fc.Arbitrary<Value> = fc.oneof(
  steps,
  fc
    .array(fc.constantFrom('a', 'b', '0', '1', '-', '', 'a~1b', '01', 'a~0'), { maxLength: 3 })
    .map((all) => all.join('/')),
  fc.constantFrom('/a', '/a/b', '/0', '/a/0', '/a/-', '//a', ''),
);

const asSet = (list: Value) => (Array.isArray(list) ? new RegoSet(list as Value[]) : list);

async function agree(name: string, args: fc.Arbitrary<Value[]>, times = 1): Promise<void> {
  const calls = fc.sample(args, { numRuns: runs * times, seed }).map((given): Call => [name, ...given]);
  assert.deepEqual(await disagreements(calls), []);
}

describe('structures', needsOpa, () => {
  it('object.get', () => agree('object.get', fc.tuple(object, fc.oneof(key, steps), fc.constant('none'))));
  it('object.subset', () => agree('object.subset', fc.tuple(value, value), 3));
  it('object.subset of what was taken from the whole', () =>
    agree(
      'object.subset',
      fc
        .array(value, { maxLength: 6 })
        .chain((all) =>
          fc.tuple(
            fc.constantFrom<Value>(all, new RegoSet(all)),
            fc.subarray(all).map((part): Value => part),
            fc.boolean(),
          ),
        )
        .map(([whole, part, set]) => [whole, set ? asSet(part) : part]),
    ));
  it('object.union', () => agree('object.union', fc.tuple(object, object)));
  it('object.union_n', () => agree('object.union_n', fc.tuple(fc.array(object, { maxLength: 4 })), 3));
  for (const name of ['object.filter', 'object.remove']) {
    it(name, () => agree(name, fc.tuple(object, fc.oneof(steps, steps.map(asSet), object))));
  }
  for (const name of ['json.filter', 'json.remove']) {
    const paths = fc.array(path, { maxLength: 4 });
    it(name, () => agree(name, fc.tuple(object, fc.oneof(paths, paths.map(asSet))), 2));
  }
  it('internal.member_2', () => agree('internal.member_2', fc.tuple(value, value), 2));
  it('internal.member_3', () => agree('internal.member_3', fc.tuple(key, value, value), 2));
  it('union and intersection', async () => {
    const sets = fc.array(fc.array(key, { maxLength: 3 }).map(asSet), { maxLength: 3 }).map(asSet);
    await agree('union', fc.tuple(sets));
    await agree('intersection', fc.tuple(sets));
  });
  for (const name of ['and', 'or', 'minus']) {
    const keys = fc.array(key, { maxLength: 4 }).map(asSet);
    it(name, () => agree(name, fc.tuple(keys, keys)));
  }
  for (const name of ['graph.reachable', 'graph.reachable_paths']) {
    const node = fc.constantFrom<Value>('a', 'b', 'c', 'd', 1);
    const nodes = fc.array(node, { maxLength: 3 });
    const edges: fc.Arbitrary<Value> = fc.oneof(
      { weight: 6, arbitrary: fc.oneof(nodes, nodes.map(asSet)) },
      { weight: 1, arbitrary: fc.constant(null) },
    );
    const graph = fc.array(fc.tuple(node, edges), { maxLength: 5 }).map((all): Value => new RegoObject(all));
    it(name, () => agree(name, fc.tuple(graph, fc.oneof(nodes, nodes.map(asSet))), 2));
  }

  it('json.patch', async () => {
    const operation = fc
      .record<Record<string, Value>>({
        op: fc.constantFrom('add', 'remove', 'replace', 'move', 'copy', 'test', 'x'),
        path,
        from: path,
        value: fc.oneof(value, fc.constantFrom<Value>(1, 'a')),
      })
      .chain((all) =>
        fc.record({
          some: fc.constant(all),
          without: fc.constantFrom('', '', '', '', '', '', '', '', 'value', 'path', 'from', 'op'),
        }),
      )
      .map(
        ({ some, without }): Value =>
          new RegoObject(Object.entries(some).filter(([name]) => name !== without)),
      );
    await agree('json.patch', fc.tuple(value, fc.array(operation, { maxLength: 3 })), 2);
  });

  it('walk', async () => {
    // A relation gives its pairs one by one; a plan gets them as an array.
    const given = fc.sample(value, { numRuns: runs, seed });
    const answers = await pairsOf(given);
    assert.deepEqual(
      given.map((one) => printed(builtins.get('walk')?.([one], clock) ?? null)),
      answers,
    );
  });
});

describe('JSON', needsOpa, () => {
  const layouts: fc.Arbitrary<Value> = fc
    .array(
      fc.tuple(
        fc.constantFrom<Value>('prefix', 'indent', 'pretty', 'x', 1),
        fc.constantFrom<Value>('  ', '', '>', true, false, 1),
      ),
      { maxLength: 3 },
    )
    .map((all) => new RegoObject(all));
  it('json.marshal', () => agree('json.marshal', fc.tuple(value)));
  it('json.marshal_with_options', () => agree('json.marshal_with_options', fc.tuple(value, layouts), 2));
  for (const name of ['json.unmarshal', 'json.is_valid']) {
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"',
      '1',
      '-0',
      '1.0',
      '1e400',
      '01',
      '0x1',
      'null',
      'true',
      'nul',
      ' ',
      '\n',
      '"\\ud800"',
      '"\\ud83d\\ude00"',
      '"\\udc00\\ud800"',
      '"\\u00e9"',
      '"\\\\ud800"',
      '"\\x"',
      '"\t"',
      '\u00a0',
      '9007199254740993',
      '1.',
      '.5',
      '-',
      '+1',
      '//',
      '"\\/"',
      '\ufeff',
    );
    const text = fc.oneof(
      fc.array(piece, { maxLength: 6 }).map((all) => all.join('')),
      fc.constantFrom(
        '{"a":1,"a":2}',
        '{"1":1,"01":2}',
        '[1,[2,{"b":[]}]]',
        '{"a":{"b":1e2}}',
        '"\\ud83d\\ude00\\ud83d"',
        '[1,]',
        '{"a":}',
        '1 2',
        '{"a" 1}',
        '{1:2}',
        '["\\ud83dx"]',
      ),
      fc.json(),
    );
    it(name, () => agree(name, fc.tuple(text), 3));
  }
});
