import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { LogEvent } from '../../../src/access/decision-log/event.ts';
import { applyMasks } from '../../../src/access/decision-log/rules/apply-masks.ts';
import { MaskError, readMasks } from '../../../src/access/decision-log/rules/mask-rule.ts';

const event = (input: unknown, result: unknown = true): LogEvent => ({
  labels: {},
  decision_id: 'd',
  path: 'authz/decision',
  input,
  result,
  timestamp: '2026-01-01T00:00:00.000Z',
});

function masked(input: unknown, rules: unknown[], result: unknown = true) {
  const before = structuredClone({ input, result });
  const {
    input: left,
    result: answered,
    erased,
    masked,
  } = applyMasks(event(input, result), readMasks(rules));
  assert.deepEqual({ input, result }, before, 'what was given must stay as it was');
  return { input: left, result: answered, erased, masked };
}

describe('masks', () => {
  test('remove members, at any depth, and name them', () => {
    const outcome = masked({ a: { b: 1, c: 2 }, password: 'x' }, ['/input/password', '/input/a/b']);
    assert.deepEqual(outcome.input, { a: { c: 2 } });
    assert.deepEqual(outcome.erased, ['/input/a/b', '/input/password']);
    assert.equal(outcome.masked, undefined);
  });

  test('set members, whether they are there or not', () => {
    const outcome = masked({ a: 'secret' }, [
      { op: 'upsert', path: '/input/a', value: '***' },
      { op: 'upsert', path: '/input/b/c', value: 1 },
    ]);
    assert.deepEqual(outcome.input, { a: '***', b: { c: 1 } });
    assert.deepEqual(outcome.masked, ['/input/a', '/input/b/c']);
    assert.equal(outcome.erased, undefined);
  });

  test('take away or replace all of the input or the result', () => {
    const outcome = masked({ a: 1 }, ['/input', { op: 'upsert', path: '/result', value: null }], { b: 2 });
    assert.ok(!('input' in outcome) || outcome.input === undefined);
    assert.equal(outcome.result, null);
    assert.deepEqual([outcome.erased, outcome.masked], [['/input'], ['/result']]);
  });

  test('that find nothing change nothing and are not named', () => {
    const rules = ['/input/x', '/input/a/b/c', '/input/list/9', '/input/list/x', '/nd_builtin_cache/y'];
    const outcome = masked({ a: 'text', list: [1] }, [
      ...rules,
      { op: 'upsert', path: '/input/a/b', value: 1 },
      { op: 'upsert', path: '/input/list/3', value: 1 },
    ]);
    assert.deepEqual(outcome, {
      input: { a: 'text', list: [1] },
      result: true,
      erased: undefined,
      masked: undefined,
    });
  });

  test('of several elements of an array take just these', () => {
    const list = range(12).map((n) => `value-${n}`);
    const rules = ['/input/list/0', '/input/list/10', '/input/list/2', '/input/list/3/x'];
    const outcome = masked({ list: list.with(3, { x: 's', y: 1 } as never) }, rules);
    assert.deepEqual(outcome.input, {
      list: ['value-1', { y: 1 }, ...list.slice(4, 10), 'value-11'],
    });
    assert.equal(outcome.erased?.length, 4);
  });

  test('that set an element hit the one meant, though others are removed', () => {
    const outcome = masked({ list: ['a', 'b', 'c'] }, [
      '/input/list/0',
      { op: 'upsert', path: '/input/list/2', value: '***' },
    ]);
    assert.deepEqual(outcome.input, { list: ['b', '***'] });
  });

  test('that set and remove the same thing remove it', () => {
    const outcome = masked({ a: { b: 'secret' } }, [
      '/input/a',
      { op: 'upsert', path: '/input/a/b', value: 1 },
    ]);
    assert.deepEqual(outcome.input, {});
  });

  test('read pointers as RFC 6901 does', () => {
    const outcome = masked({ 'a/b': 1, 'c~d': 2, '': 3, 'e%20f': 4, 'g h': 5, '~1': 6 }, [
      '/input/a~1b',
      '/input/c~0d',
      '/input/',
      '/input/g h',
      '/input/~01',
    ]);
    assert.deepEqual(outcome.input, { 'e%20f': 4 });
  });

  test('leave what objects inherit alone', () => {
    const rules = [
      '/input/constructor',
      '/input/__proto__/x',
      { op: 'upsert', path: '/input/__proto__/y', value: 1 },
    ];
    const { input } = masked({ a: 1 }, rules);
    assert.equal(({} as Record<string, unknown>).y, undefined);
    assert.deepEqual(JSON.parse(JSON.stringify(input)).a, 1);
    const own = masked(JSON.parse('{"__proto__": {"x": "secret"}}'), ['/input/__proto__/x']);
    assert.equal(JSON.stringify(own.input), '{"__proto__":{}}');
  });

  const wrong: Record<string, unknown> = {
    'no set': { a: 1 },
    'a number in the set': [1],
    'an array in the set': [['/input/a']],
    'no slash in front': ['input/a'],
    'an empty pointer': [''],
    'a pointer elsewhere': ['/labels/a'],
    'a bad escape': ['/input/a~2'],
    'no op': [{ path: '/input/a' }],
    'an unknown op': [{ op: 'add', path: '/input/a' }],
    'no path': [{ op: 'remove' }],
  };
  for (const [name, rules] of Object.entries(wrong)) {
    test(`that mean nothing are an error: ${name}`, () => {
      assert.throws(() => readMasks(rules), MaskError);
    });
  }
});

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
