import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accountSettingsOf } from '../../src/app/account-settings.ts';
import { loadConfig } from '../../src/config.ts';

const linkBase = (variables: Record<string, string>) =>
  accountSettingsOf(loadConfig(variables), undefined).linkBase;

test('links in mails begin with a URL that a browser can open', () => {
  assert.equal(linkBase({}), 'http://127.0.0.1:8282');
  assert.equal(linkBase({ POSTERN_ADMIN_LISTEN: '[::1]:9000' }), 'http://[::1]:9000');
  assert.equal(linkBase({ POSTERN_ADMIN_LISTEN: 'access.example.com:80' }), 'http://access.example.com:80');
  for (const everywhere of ['0.0.0.0:9000', '[::]:9000'])
    assert.equal(linkBase({ POSTERN_ADMIN_LISTEN: everywhere }), 'http://localhost:9000');
  assert.equal(linkBase({ POSTERN_ADMIN_LISTEN: 'unix:/run/postern.sock' }), 'http://localhost');
  const given = { POSTERN_ADMIN_LISTEN: '0.0.0.0:9000', POSTERN_ADMIN_URL: 'https://access.example.com/' };
  assert.equal(linkBase(given), 'https://access.example.com');
});
