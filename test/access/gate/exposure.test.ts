import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkExposure, isLocal } from '../../../src/access/gate/exposure.ts';
import { readTlsSettings } from '../../../src/access/gate/tls/tls-files.ts';
import { parseListenAddress } from '../../../src/listen-address.ts';
import { StopMessage } from '../../../src/stop-message.ts';

const settings = {
  listen: 'A_LISTEN',
  tokens: 'A_TOKENS',
  tokensFile: 'A_TOKENS_FILE',
  clientCa: 'A_CLIENT_CA',
};
const none = { tokens: false, clientCertificates: false };

function address(text: string) {
  const parsed = parseListenAddress(text);
  assert.ok(parsed);
  return parsed;
}

describe('an address that only this machine reaches', () => {
  for (const text of [
    '127.0.0.1:1',
    '127.200.3.4:1',
    '[::1]:1',
    '[::ffff:127.0.0.1]:1',
    'localhost:1',
    'LocalHost:1',
    'unix:/run/p.sock',
  ]) {
    test(`${text} needs no credentials`, () => {
      assert.equal(isLocal(address(text)), true);
      checkExposure(address(text), none, settings);
    });
  }
});

describe('an address that others reach', () => {
  for (const text of [
    '0.0.0.0:1',
    '[::]:1',
    '10.0.0.1:1',
    '128.0.0.1:1',
    '[::ffff:10.0.0.1]:1',
    '[fe80::1]:1',
    'example.org:1',
    'localhost.example.org:1',
    '127.1:1',
    '0:1',
  ]) {
    test(`${text} is refused without credentials, and the settings are named`, () => {
      assert.throws(
        () => checkExposure(address(text), none, settings),
        (error) =>
          error instanceof StopMessage &&
          ['A_LISTEN', 'A_TOKENS', 'A_TOKENS_FILE', 'A_CLIENT_CA', text].every((name) =>
            error.message.includes(name),
          ),
      );
      checkExposure(address(text), { ...none, tokens: true }, settings);
      checkExposure(address(text), { ...none, clientCertificates: true }, settings);
    });
  }
  test('what a server does not have is not named', () => {
    assert.throws(
      () => checkExposure(address('0.0.0.0:1'), none, { listen: 'L', tokens: 'T' }),
      (error: Error) => !error.message.includes('undefined') && !error.message.includes('certificates'),
    );
  });
});

describe('settings of TLS that are incomplete', () => {
  const variables = { cert: 'CERT', key: 'KEY', clientCa: 'CA', clients: 'CLIENTS' };
  const nothing = { cert: undefined, key: undefined, clientCa: undefined, clients: false };
  const cases: [given: Partial<Parameters<typeof readTlsSettings>[0]>, message: RegExp][] = [
    [{ cert: 'c' }, /^CERT is set without KEY/],
    [{ key: 'k' }, /^KEY is set without CERT/],
    [{ clientCa: 'a' }, /^CA is set without CERT/],
    [{ cert: 'c', key: 'k', clients: true }, /^CLIENTS is set without CA/],
  ];
  for (const [given, message] of cases) {
    test(`only ${Object.keys(given).join(' and ')}`, () => {
      assert.throws(() => readTlsSettings({ ...nothing, ...given }, variables), {
        name: 'StopMessage',
        message,
      });
    });
  }
  test('none is plain HTTP, certificate and key are enough', () => {
    assert.equal(readTlsSettings(nothing, variables), undefined);
    const files = { cert: 'c', key: 'k', clientCa: undefined };
    assert.deepEqual(readTlsSettings({ ...nothing, ...files }, variables), files);
  });
});
