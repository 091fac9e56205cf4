import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
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
