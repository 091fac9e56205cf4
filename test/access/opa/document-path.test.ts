import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  documentReference,
  documentSegments,
  documentWithin,
  placeOf,
} from '../../../src/access/opa/document-path.ts';

const runs = 200 * Number(process.env.POSTERN_TEST_RUNS ?? 1);

describe('a path of the data API', () => {
  test('is segments, each decoded by itself', () => {
    assert.deepEqual(documentSegments('/authz/decision'), ['authz', 'decision']);
    assert.deepEqual(documentSegments('//authz//decision/'), ['authz', 'decision']);
    assert.deepEqual(documentSegments('/a%2Fb/%C3%A9/%FF/a+b'), ['a/b', 'é', '%FF', 'a+b']);
    assert.deepEqual(documentSegments(''), []);
  });

  test('of any names is read as these names', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1 })), (names) => {
        assert.deepEqual(documentSegments(`/${names.map(encodeURIComponent).join('/')}`), names);
      }),
      { numRuns: runs },
    );
  });

  test('names the entrypoint nearest above it', () => {
    const entrypoints = new Set(['authz/decision', 'authz/decision/allow', 'a']);
    const place = (...segments: string[]) => placeOf(segments, entrypoints);
    assert.deepEqual(place('authz', 'decision'), { entrypoint: 'authz/decision', below: [] });
    assert.deepEqual(place('authz', 'decision', 'masks', 'x'), {
      entrypoint: 'authz/decision',
      below: ['masks', 'x'],
    });
    assert.deepEqual(place('authz', 'decision', 'allow'), { entrypoint: 'authz/decision/allow', below: [] });
    for (const none of [[], ['authz'], ['authz/decision'], ['decision'], ['authz', 'decisions'], ['']]) {
      assert.equal(place(...none), undefined);
    }
  });

  test('is a reference in Rego', () => {
    assert.equal(documentReference([]), 'data');
    assert.equal(
      documentReference(['a', 'b_1', 'c-d', '0', '-07', 'é', '"']),
      'data.a.b_1["c-d"][0][-7]["é"]["\\""]',
    );
  });
});

describe('below a value', () => {
  test('are the members of objects, and nothing else', () => {
    const value = { a: { b: null, '7': 1 }, list: [{ x: 1 }], text: 'abc', no: false };
    assert.equal(documentWithin(value, []), value);
    assert.equal(documentWithin(value, ['a', 'b']), null);
    assert.equal(documentWithin(value, ['no']), false);
    for (const below of [
      ['a', '7'],
      ['a', 'b', 'c'],
      ['list', '0'],
      ['list', 'length'],
      ['text', 'length'],
      ['toString'],
      ['__proto__'],
      ['constructor', 'name'],
    ]) {
      assert.equal(documentWithin(value, below), undefined, below.join('/'));
    }
  });
});
