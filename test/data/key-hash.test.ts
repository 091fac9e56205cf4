import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { keyHash } from '../../src/data/key-hash.ts';

describe('key hash', () => {
  it('spreads keys that differ little over all shards and slots', () => {
    const shards = new Int32Array(256);
    const hashes = new Set<number>();
    for (let n = 0; n < 100_000; n++) {
      const hash = keyHash(`user-${n}`);
      hashes.add(hash);
      shards[hash >>> 24] = (shards[hash >>> 24] as number) + 1;
    }
    assert.ok(hashes.size > 99_990, `${hashes.size} different hashes`);
    for (const count of shards) assert.ok(count > 250 && count < 550, `a shard holds ${count} of 100,000`);
  });

  it('depends on every character', () => {
    const keys = [
      '',
      '\0',
      '\0\0',
      'a',
      'ab',
      'abc',
      'abcd',
      'abcde',
      'abcd\0',
      'Āb',
      'bĀ',
      'a\u0100cd',
      'ĀĀĀ',
      'ĀĀĀĀ',
    ];
    assert.equal(new Set(keys.map(keyHash)).size, keys.length);
  });

  it('is another one in another process', () => {
    const script = `import('${new URL('../../src/data/key-hash.ts', import.meta.url)}').then((m) => console.log(m.keyHash('a')))`;
    const hash = () =>
      execFileSync(process.execPath, ['--import', 'tsx', '-e', script], { encoding: 'utf8' });
    assert.notEqual(hash(), hash());
  });
});
