import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { formatPatchPath, parsePatchPath } from '../../../src/data/bundles/patch-path.ts';

describe('path of a record in a patch', () => {
  it('is percent-encoding over the escapes of JSON Pointer', () => {
    assert.equal(formatPatchPath('users', 'u1'), '/users/u1');
    assert.equal(formatPatchPath('users', 'a/b~c%41'), '/users/a~1b~0c%2541');
    assert.deepEqual(parsePatchPath('/users/a~1b~01c%2F'), ['users', 'a/b~1c/']);
  });

  it('is read as it was written', () => {
    const name = fc.oneof(
      fc.string({ unit: 'grapheme', minLength: 1 }),
      fc.string({ unit: fc.constantFrom('~', '0', '1', '/', '%', '2', '5', '+', ' '), minLength: 1 }),
    );
    fc.assert(
      fc.property(name, name, (collection, key) => {
        assert.deepEqual(parsePatchPath(formatPatchPath(collection, key)), [collection, key]);
      }),
    );
  });

  it('names a record, not a collection or a part of a record', () => {
    for (const path of [
      '',
      '/',
      '/users',
      '/users/',
      '//u1',
      'users/u1',
      '/users/u1/status',
      '/users/%',
      '/u/%ff',
    ]) {
      assert.equal(parsePatchPath(path), undefined, path);
    }
  });
});
