import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { PathIndex } from '../../../src/policy/evaluator/path-index.ts';
import { compare } from '../../../src/policy/values/compare.ts';
import { fromPlain } from '../../../src/policy/values/json.ts';
import type { Value } from '../../../src/policy/values/value.ts';

const organizations = ['north', 'south', 'north\0"south', null, 1, '1', 'a"b', 'a,b'];
const some = fc.constantFrom(...organizations);
const team = (organization: unknown) => fromPlain({ organization });

/** The teams of any of the organizations, found by looking at each. */
function keysIn(members: ReadonlyMap<string, unknown>, values: readonly unknown[]): Value[] {
  return [...members].filter(([, own]) => values.includes(own)).map(([key]) => key);
}

describe('an index by a path', () => {
  test('knows the keys of several values, in order and each once, through every change', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom('t1', 't2', 't3', 't4', 't5'), fc.option(some)), { maxLength: 12 }),
        fc.array(fc.array(some, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 }),
        (changes, lists) => {
          const index = new PathIndex(['organization'], []);
          const members = new Map<string, unknown>();
          for (const [key, organization] of changes) {
            // Null stands for a team that is gone as much as for one of no organization.
            if (organization === null) members.delete(key);
            else members.set(key, organization);
            index.update(key, organization === null ? undefined : team(organization));
            for (const values of [...lists, ...lists]) {
              const keys = index.keysOfAny(values as Value[]);
              assert.deepEqual(keys, keysIn(members, values).sort(compare));
            }
          }
        },
      ),
    );
  });

  test('gives the same list again for the same values, and keeps so many lists at most', () => {
    const entries = Array.from({ length: 1_200 }, (_, n) => [`t${n}`, team(`o${n}`)] as const);
    const index = new PathIndex(['organization'], entries);
    const first = index.keysOfAny(['o0', 'o1']);
    assert.equal(index.keysOfAny(['o0', 'o1']), first);
    for (let n = 2; n < 1_002; n++) index.keysOfAny(['o0', `o${n}`]);
    assert.notEqual(index.keysOfAny(['o0', 'o1']), first, 'it was given up meanwhile');
    assert.deepEqual(index.keysOfAny(['o0', 'o1']), first);
  });
});
