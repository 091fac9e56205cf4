import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hash } from '@node-rs/argon2';
import { isCommon } from '../../../src/admin/auth/passwords/common-passwords.ts';
import { createPasswordHasher } from '../../../src/admin/auth/passwords/password-hasher.ts';
import { demandGoodPassword } from '../../../src/admin/auth/passwords/password-policy.ts';

const owner = { name: 'Ada Lovelace', email: 'ada.lovelace@example.com' };
const refused = (password: string) =>
  assert.throws(() => demandGoodPassword(password, owner, 'password'), { name: 'Problem' }, password);

test('a password is long, of any kind, and none that is tried first', () => {
  for (const password of [
    'elevenchars',
    'password1234',
    'PASSWORD1234',
    'aaaaaaaaaaaaaaaa',
    'abcabcabcabcabc',
    '123456789012',
    'qwertyuiopasdf',
    'zyxwvutsrqponm',
    'Ada.Lovelace@example.com',
    'Ada Lovelace',
    'x'.repeat(1025),
  ]) {
    refused(password);
  }
  for (const password of [
    'plum orchard at dusk',
    'twelve chars',
    'ünïcödé pässwörd',
    '🐘🦒🦓🦍🐪🐫🦘🐃🐂🐄🐎🐖',
    `long ${'and longer '.repeat(90)}`,
  ]) {
    demandGoodPassword(password, owner, 'password');
  }
  assert.ok(isCommon('dragon') && isCommon('letmein'), 'the list is there');
});

test('a hash is argon2id of the promised cost, and right for its password however that is typed', async () => {
  const hasher = createPasswordHasher(undefined);
  const kept = await hasher.hash('caf\u00e9 au lait, please');
  assert.match(kept.hash, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  assert.equal(await hasher.verify('cafe\u0301 au lait, please', kept), true);
  assert.equal(await hasher.verify('cafe au lait, please', kept), false);
  assert.equal(await hasher.verify('nobody has this password', undefined), false);
  assert.equal(hasher.outdated(kept), false);
});

test('a pepper goes into what is made under it, and older hashes are told to be made anew', async () => {
  const [plain, peppered, other] = [undefined, 'one pepper', 'another'].map(createPasswordHasher);
  assert.ok(plain && peppered && other);
  const before = await plain.hash('plum orchard at dusk');
  assert.equal(await peppered.verify('plum orchard at dusk', before), true);
  assert.equal(peppered.outdated(before), true);
  const after = await peppered.hash('plum orchard at dusk');
  assert.equal(await peppered.verify('plum orchard at dusk', after), true);
  assert.equal(await other.verify('plum orchard at dusk', after), false);
  const weak = { hash: await hash('x', { memoryCost: 8_192, timeCost: 2 }), peppered: false };
  assert.equal(plain.outdated(weak), true);
});
