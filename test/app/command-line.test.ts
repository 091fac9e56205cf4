import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { packageRoot } from '../../src/package-root.ts';
import { builtCommand, environment } from '../support/dev-process.ts';

function postern(args: readonly string[], env: Record<string, string> = {}) {
  return spawnSync(process.execPath, [builtCommand, ...args], {
    encoding: 'utf8',
    env: { ...environment(), ...env },
  });
}

/** The commands that a help text lists, without `help` itself. */
function listed(help: string): string[] {
  const [, commands = ''] = help.split('\nCommands:\n');
  return [...commands.matchAll(/^ {2}([a-z]+)/gm)]
    .map((match) => match[1] ?? '')
    .filter((name) => name !== 'help');
}

/** Every command, however deep, with its help. */
function commands(path: readonly string[] = []): [path: readonly string[], help: string][] {
  const { stdout, status } = postern([...path, '--help']);
  assert.equal(status, 0);
  return [[path, stdout], ...listed(stdout).flatMap((name) => commands([...path, name]))];
}

describe('the command line', () => {
  test('the version is that of the package', () => {
    const { version } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as {
      version: string;
    };
    const { stdout, status } = postern(['--version']);
    assert.equal(stdout.trim(), version);
    assert.equal(status, 0);
  });

  test('the help of each command has an example', () => {
    const all = commands();
    assert.ok(all.some(([path]) => path.join(' ') === 'dev'));
    assert.ok(all.some(([path]) => path.join(' ') === 'policy build'));
    assert.deepEqual(
      all
        .filter(([, help]) => !/\nExamples?:\n {2}\$ .*\bpostern /.test(help))
        .map(([path]) => path.join(' ')),
      [],
    );
  });

  test('a wrong call is said on standard error and ends with 2', () => {
    for (const args of [['devv'], ['dev', '--frehs'], ['policy', 'nothing'], []]) {
      const { status, stdout, stderr } = postern(args);
      assert.equal(status, 2, args.join(' '));
      assert.equal(stdout, '');
      assert.notEqual(stderr, '');
    }
  });

  test('every command but the list of settings refuses unknown settings', () => {
    const env = { POSTERN_NONSENSE: '1' };
    for (const args of [['dev'], ['policy', 'capabilities']]) {
      const { status, stderr } = postern(args, env);
      assert.equal(status, 2);
      assert.match(stderr, /POSTERN_NONSENSE/);
    }
    assert.equal(postern(['settings'], env).status, 0);
  });

  test('--fresh does not touch a database that is not the embedded one', () => {
    const { status, stderr } = postern(['dev', '--fresh'], { DATABASE_URL: 'postgres://u@127.0.0.1:1/d' });
    assert.equal(status, 2);
    assert.match(stderr, /DATABASE_URL/);
  });

  test('the built command can be run by itself', () => {
    assert.equal(statSync(builtCommand).mode & 0o111, 0o111);
    const { stdout, status } = spawnSync(builtCommand, ['--version'], {
      encoding: 'utf8',
      env: environment(),
    });
    assert.equal(status, 0);
    assert.match(stdout, /^\d+\.\d+\.\d+/);
  });
});
