import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { ConfigError, loadConfig } from '../src/config.ts';
import { packageRoot } from '../src/package-root.ts';
import { settingsTable } from '../src/settings-table.ts';

describe('settings', () => {
  test('have their defaults', () => {
    const config = loadConfig({ PATH: '/bin', HOME: '/root' });
    assert.deepEqual(config.accessListen, { kind: 'tcp', host: '127.0.0.1', port: 8181 });
    assert.deepEqual(config.adminListen, { kind: 'tcp', host: '127.0.0.1', port: 8282 });
    assert.equal(config.home, '.postern');
    assert.equal(config.catalog, 'kaliaops');
    assert.equal(config.databaseUrl, undefined);
    assert.equal(config.bootstrapToken, undefined);
  });

  test('are read from the environment; an empty one is not set', () => {
    const config = loadConfig({
      POSTERN_ACCESS_LISTEN: 'unix:/run/postern.sock',
      POSTERN_ADMIN_LISTEN: '[::1]:9000',
      POSTERN_HOME: '',
      DATABASE_URL: 'postgres://u:p@h:5432/d',
      POSTERN_BODY_LIMIT: '2048',
    });
    assert.deepEqual(config.accessListen, { kind: 'unix', path: '/run/postern.sock' });
    assert.deepEqual(config.adminListen, { kind: 'tcp', host: '::1', port: 9000 });
    assert.equal(config.home, '.postern');
    assert.equal(config.databaseUrl, 'postgres://u:p@h:5432/d');
    assert.equal(config.bodyLimit, 2048);
  });

  const wrong: [env: Record<string, string>, message: RegExp][] = [
    [{ POSTERN_ACESS_LISTEN: 'x' }, /^POSTERN_ACESS_LISTEN: .*POSTERN_ACCESS_LISTEN\?$/],
    [{ POSTERN_PORT: '8181' }, /^POSTERN_PORT: there is no such setting/],
    [{ postern_home: '/x' }, /^postern_home: .*POSTERN_HOME\?$/],
    [{ POSTERN_ACCESS_LISTEN: '8181' }, /^POSTERN_ACCESS_LISTEN: "8181" is not host:port/],
    [{ POSTERN_ACCESS_LISTEN: 'localhost:99999' }, /^POSTERN_ACCESS_LISTEN/],
    [{ POSTERN_ACCESS_LISTEN: '::1:80' }, /^POSTERN_ACCESS_LISTEN/],
    [{ POSTERN_ADMIN_LISTEN: 'unix:relative' }, /^POSTERN_ADMIN_LISTEN/],
    [{ POSTERN_CATALOG: 'kaliops' }, /^POSTERN_CATALOG: "kaliops" is not kaliaops or kiwi/],
    [{ POSTERN_LOG_LEVEL: 'loud' }, /^POSTERN_LOG_LEVEL/],
    [{ POSTERN_BODY_LIMIT: '1e6' }, /^POSTERN_BODY_LIMIT/],
    [{ POSTERN_REQUEST_TIMEOUT: '-1' }, /^POSTERN_REQUEST_TIMEOUT/],
    [{ DATABASE_URL: 'mysql://h/d' }, /^DATABASE_URL/],
    [{ POSTERN_CONTROL_TOKENS: 'short' }, /^POSTERN_CONTROL_TOKENS: token 1 is too weak/],
    [{ POSTERN_CONTROL_TOKENS: 'long-enough-0123456:decide' }, /have no authorities/],
    [
      { POSTERN_CONTROL_URL: 'http://user:pw@h' },
      /^POSTERN_CONTROL_URL: its value is not .*without credentials/,
    ],
    [{ POSTERN_DECISION_LOG: 'syslog' }, /^POSTERN_DECISION_LOG: "syslog" is not off, or a list of stdout/],
    [{ POSTERN_LABELS: 'a=1,a=2' }, /^POSTERN_LABELS/],
    [{ POSTERN_ENTITIES: 'users' }, /^POSTERN_ENTITIES/],
    [{ POSTERN_DECISION: 'authz//decision' }, /^POSTERN_DECISION/],
  ];
  for (const [env, message] of wrong) {
    test(`${JSON.stringify(env)} is refused by name`, () => {
      assert.throws(() => loadConfig(env), { name: 'ConfigError', message, exitCode: 2 });
    });
  }

  test('all that is wrong is said at once', () => {
    const env = { POSTERN_X: '1', POSTERN_CATALOG: 'no', POSTERN_HOMME: 'y' };
    assert.throws(
      () => loadConfig(env),
      (error: unknown) => error instanceof ConfigError && error.message.split('\n').length === 3,
    );
  });

  test('a secret is not repeated in the message', () => {
    assert.throws(
      () => loadConfig({ POSTERN_BOOTSTRAP_TOKEN: 'pass word', DATABASE_URL: 'host password=hunter2' }),
      (error: unknown) => error instanceof ConfigError && !/pass word|hunter2/.test(error.message),
    );
  });

  test('a secret may stand in a file', (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'postern-config-'));
    t.after(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'tokens');
    writeFileSync(file, 'one-token-of-the-fleet,another-token-of-it\n');
    const { controlTokens } = loadConfig({ POSTERN_CONTROL_TOKENS_FILE: file });
    assert.deepEqual(controlTokens, ['one-token-of-the-fleet', 'another-token-of-it']);
    const both = { POSTERN_CONTROL_TOKENS_FILE: file, POSTERN_CONTROL_TOKENS: 'a-third-token-0123' };
    assert.throws(() => loadConfig(both), { message: /^POSTERN_CONTROL_TOKENS: give only one of it and/ });
    assert.throws(() => loadConfig({ POSTERN_CONTROL_TOKEN_FILE: `${file}.not` }), {
      message: /^POSTERN_CONTROL_TOKEN: POSTERN_CONTROL_TOKEN_FILE names a file that can't be read/,
    });
    assert.throws(() => loadConfig({ POSTERN_HOME_FILE: file }), { message: /there is no such setting/ });
  });

  test('lists, pairs and rules are read as options give them', () => {
    const config = loadConfig({
      POSTERN_LABELS: 'region=eu, zone=a=b',
      POSTERN_ENTITIES: 'user=users,record=records',
      POSTERN_ACTIONS: 'read, write',
      POSTERN_DECISION: 'data.authz.decision'.replaceAll('.', '/'),
      POSTERN_FILTERS: '/filters/include',
      POSTERN_CONTROL_URL: 'https://control.example.org:8383/',
    });
    assert.deepEqual(config.labels, { region: 'eu', zone: 'a=b' });
    assert.deepEqual(config.entities, { user: 'users', record: 'records' });
    assert.deepEqual(config.actions, ['read', 'write']);
    assert.equal(config.decision, 'authz/decision');
    assert.deepEqual(config.filters, ['filters/include']);
    assert.equal(config.controlUrl, 'https://control.example.org:8383');
  });

  test('what Kubernetes sets for a service named postern is no setting', () => {
    loadConfig({
      POSTERN_SERVICE_HOST: '10.0.0.1',
      POSTERN_SERVICE_PORT: '8181',
      POSTERN_SERVICE_PORT_HTTP: '8181',
      POSTERN_PORT: 'tcp://10.0.0.1:8181',
      POSTERN_PORT_8181_TCP: 'tcp://10.0.0.1:8181',
      POSTERN_PORT_8181_TCP_ADDR: '10.0.0.1',
      POSTERN_ADMIN_SERVICE_HOST: '10.0.0.2',
    });
  });

  test('the table in the documentation is the one of the code', () => {
    const page = readFileSync(join(packageRoot, 'docs/settings.md'), 'utf8');
    assert.ok(page.includes(settingsTable()), 'docs/settings.md differs from what "postern settings" prints');
  });
});
