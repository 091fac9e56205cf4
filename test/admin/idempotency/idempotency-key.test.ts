import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Problem } from '../../../src/admin/http/problem.ts';
import { idempotencyKey } from '../../../src/admin/idempotency/idempotency-key.ts';
import { requestHash } from '../../../src/admin/idempotency/request-hash.ts';

const read = (text: string) => idempotencyKey({ 'idempotency-key': text });

test('a key is a string in quotes, or what most clients send', () => {
  assert.equal(idempotencyKey({}), undefined);
  assert.equal(read('"8e03978e-40d5-43e8-bc93-6894a57f9324"'), '8e03978e-40d5-43e8-bc93-6894a57f9324');
  assert.equal(read('8e03978e-40d5-43e8-bc93-6894a57f9324'), '8e03978e-40d5-43e8-bc93-6894a57f9324');
  assert.equal(read('  KG5LxwFBepaKHyUD/+=  '), 'KG5LxwFBepaKHyUD/+=');
  assert.equal(read('"order 1, again; \\"quoted\\" \\\\"'), 'order 1, again; "quoted" \\');
  assert.equal(read('a'.repeat(255))?.length, 255);
  assert.equal(read(`"${'\\"'.repeat(255)}"`), '"'.repeat(255));
});

test('anything else is refused, and told what was expected', () => {
  const wrong = [
    '',
    '  ',
    '""',
    '"a',
    'a"',
    '"a", "b"',
    'a, b',
    'a b',
    'a;p=1',
    '"a\\b"',
    'é',
    '"é"',
    'a\tb',
  ];
  for (const text of [...wrong, 'a'.repeat(256), `"${'a'.repeat(256)}"`]) {
    assert.throws(
      () => read(text),
      (error) => error instanceof Problem && error.status === 400 && /1 to 255/.test(error.message),
      JSON.stringify(text),
    );
  }
});

test('no text is read in more than one way', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 255, unit: 'grapheme-ascii' }), (key) => {
      assert.equal(read(`"${key.replace(/["\\]/g, '\\$&')}"`), key);
    }),
  );
});

test('a request is the same whatever the order of its members', () => {
  const hash = (body: unknown, url = '/a', method = 'POST') => requestHash(method, url, body).toString('hex');
  assert.equal(hash({ a: 1, b: { c: [1, 2], d: null } }), hash({ b: { d: null, c: [1, 2] }, a: 1 }));
  const others = [
    hash({ a: 1 }),
    hash({ a: '1' }),
    hash({ a: [1] }),
    hash({ a: null }),
    hash({}),
    hash([]),
    hash(undefined),
    hash({ a: 1 }, '/b'),
    hash({ a: 1 }, '/a?b'),
    hash({ a: 1 }, '/a', 'PUT'),
    hash({ list: [1, 2] }),
    hash({ list: [2, 1] }),
  ];
  assert.equal(new Set(others).size, others.length);
});
