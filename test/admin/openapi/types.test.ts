import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { packageRoot } from '../../../src/package-root.ts';
import { temporaryFolder } from '../../support/dev-process.ts';
import { CLIENT_PROGRAM } from './client-program.ts';
import { servedDescription, withoutDatabase } from './support.ts';

const GENERATOR = join(packageRoot, 'test/tools/openapi-types/node_modules/openapi-typescript/bin/cli.js');
const COMPILER = join(packageRoot, 'node_modules/typescript/bin/tsc');
const STRICT = ['--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess', '--skipLibCheck'];
const MODULES = ['--module', 'nodenext', '--target', 'es2023', '--allowImportingTsExtensions', '--noEmit'];

const node = (cwd: string, args: readonly string[]) =>
  spawnSync(process.execPath, args, { cwd, encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '' } });

test('a program compiles against the types made of the description', async (t) => {
  const { text } = await servedDescription(withoutDatabase(t));
  const folder = temporaryFolder(t);
  symlinkSync(join(packageRoot, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  writeFileSync(join(folder, 'openapi.json'), text);
  writeFileSync(join(folder, 'program.ts'), CLIENT_PROGRAM);

  const made = node(folder, [GENERATOR, 'openapi.json', '--output', 'management-api.ts']);
  assert.equal(made.status, 0, made.stdout + made.stderr);
  const compiled = node(folder, [
    COMPILER,
    ...STRICT,
    ...MODULES,
    '--types',
    '',
    '--lib',
    'es2023,dom',
    'program.ts',
  ]);
  assert.equal(compiled.status, 0, compiled.stdout);
});
