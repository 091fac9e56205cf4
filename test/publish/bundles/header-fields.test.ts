import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { carriesToken } from '../../../src/publish/bundles/bearer-token.ts';
import { entityTag, parseEntityTags } from '../../../src/publish/bundles/entity-tags.ts';
import { parsePrefer } from '../../../src/publish/bundles/prefer.ts';

describe('header fields of the bundle protocol', () => {
  const preferences: [header: string | string[] | undefined, delta: boolean, waitMs: number][] = [
    [undefined, false, 0],
    ['', false, 0],
    ['modes=snapshot,delta', true, 0],
    ['modes=snapshot,delta;wait=30', true, 30_000],
    ['modes=snapshot;wait=5', false, 5000],
    ['wait=5;modes=delta, snapshot', true, 5000],
    ['modes="snapshot,delta"; wait=7', true, 7000],
    ['respond-async, wait=10', false, 10_000],
    [['modes=snapshot,delta', 'wait=3'], true, 3000],
    ['wait=99999', false, 300_000],
    ['wait=-1', false, 0],
    ['wait=1.5', false, 0],
    ['wait=1e3', false, 0],
    ['modes=deltas', false, 0],
    ['nomodes=delta;await=9', false, 0],
  ];
  for (const [header, delta, waitMs] of preferences) {
    it(`Prefer: ${header}`, () =>
      assert.deepEqual(parsePrefer(header), { delta, waitMs, lenientRemovals: false }));
  }

  it('Prefer: removals=lenient', () => {
    assert.equal(parsePrefer('modes=snapshot,delta;removals=lenient;wait=1').lenientRemovals, true);
    assert.equal(parsePrefer('removals=lenient-not').lenientRemovals, false);
  });

  it('entity tags are read from a list, weak ones too, and hold only what a tag may', () => {
    assert.deepEqual(parseEntityTags(undefined), []);
    assert.deepEqual(parseEntityTags('*'), []);
    assert.deepEqual(parseEntityTags('"1.2"'), ['1.2']);
    assert.deepEqual(parseEntityTags('W/"1.2", "abc"'), ['1.2', 'abc']);
    assert.equal(entityTag('1.2'), '"1.2"');
    assert.equal(entityTag('a"b c\u00e9'), '"a%22b%20c%C3%A9"');
    assert.deepEqual(parseEntityTags(entityTag('a"b\r\n')), ['a%22b%0D%0A']);
  });

  it('a bearer token must be one of those that hold', () => {
    const tokens = ['new-token', 'old-token'];
    for (const good of ['Bearer new-token', 'bearer  old-token'])
      assert.equal(carriesToken(good, tokens), true);
    for (const bad of [
      undefined,
      '',
      'Bearer',
      'Bearer new',
      'Bearer new-token2',
      'Basic new-token',
      'new-token',
    ]) {
      assert.equal(carriesToken(bad, tokens), false, bad);
    }
    assert.equal(carriesToken('Bearer x', []), false);
  });
});
