import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { readTokenGrants } from '../../../src/access/gate/token-grants.ts';
import { TokenTable } from '../../../src/access/gate/token-table.ts';

const tokens = ['first-0123456789abcdef', 'second-0123456789abcdef', 'third-0123456789abcdef'];
const table = () =>
  new TokenTable(readTokenGrants(`${tokens[0]}:decide,${tokens[1]}:search,${tokens[2]}:metrics`));

/** What is compared in constant time from now on, as pairs of lengths. */
function comparisons(t: TestContext): [number, number][] {
  const seen: [number, number][] = [];
  const compare = crypto.timingSafeEqual;
  t.mock.method(crypto, 'timingSafeEqual', (a: Buffer, b: Buffer) => {
    seen.push([a.byteLength, b.byteLength]);
    return compare(a, b);
  });
  syncBuiltinESMExports();
  t.after(() => {
    t.mock.restoreAll();
    syncBuiltinESMExports();
  });
  return seen;
}

test('each token has its own authorities', () => {
  assert.deepEqual(
    tokens.map((token) => [...(table().find(token) ?? [])]),
    [['decide'], ['search'], ['metrics']],
  );
});

test('a token is compared with all of them, as digests of one length, wherever it stands and whether or not it is known', (t) => {
  const known = table();
  const seen = comparisons(t);
  for (const token of [...tokens, 'x', 'first-0123456789abcdeX', 'a'.repeat(10_000)]) {
    seen.length = 0;
    known.find(token);
    assert.deepEqual(seen, [
      [32, 32],
      [32, 32],
      [32, 32],
    ]);
  }
});

test('nothing but the very token is known', () => {
  const known = table();
  fc.assert(
    fc.property(fc.string({ maxLength: 40 }), fc.constantFrom(...tokens), fc.nat(30), (noise, token, at) => {
      const other = token.slice(0, at) + noise + token.slice(at);
      assert.equal(known.find(other) !== undefined, tokens.includes(other));
      assert.equal(known.find(noise), undefined);
    }),
  );
});
