import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { packageRoot } from '../../src/package-root.ts';
import { forbiddenImports } from '../support/import-rule.ts';

/** What makes filters and says what they admit. */
const isFilterCode = (target: string) =>
  /^src\/policy\/(filter|conditions|sql|evaluator|explain)\//.test(target) ||
  target === 'src/check/voices/filter-voices.ts';
const isPlanOrModule = (target: string) =>
  isFilterCode(target) || /^src\/policy\/(plan|slice|wasm)\//.test(target);

/** A source without what goes when it runs. */
const read = (path: string) => {
  const file = join(packageRoot, path);
  if (!existsSync(file)) return undefined;
  return readFileSync(file, 'utf8').replaceAll(/^import type\b[^;]*;/gm, '');
};
const voices = 'src/check/voices';

test('what judges a filter shares no code with it', () => {
  for (const file of ['judge.ts', 'voice.ts', 'opa-eval.ts', 'wasm.ts']) {
    assert.deepEqual(forbiddenImports(`${voices}/${file}`, { forbidden: isFilterCode, read }), [], file);
  }
});

test('opa eval shares nothing with the plan and the module either', () => {
  assert.deepEqual(forbiddenImports(`${voices}/opa-eval.ts`, { forbidden: isPlanOrModule, read }), []);
});

test('a voice is a judge, a filter or a database: no other is left out here', () => {
  assert.deepEqual(readdirSync(join(packageRoot, voices)).sort(), [
    'filter-voices.ts',
    'judge.ts',
    'opa-eval.ts',
    'postgresql-database.ts',
    'sqlite-database.ts',
    'voice.ts',
    'wasm.ts',
  ]);
});

test('an import that reaches filter code through another file is found', () => {
  const made = new Map([
    [`${voices}/opa-eval.ts`, "import { help } from '../help.ts';"],
    ['src/check/help.ts', "import { holds } from '../policy/conditions/evaluate-condition.ts';"],
  ]);
  const found = forbiddenImports(`${voices}/opa-eval.ts`, {
    forbidden: isFilterCode,
    read: (path) => made.get(path),
  });
  assert.deepEqual(found, [
    `${voices}/opa-eval.ts → src/check/help.ts → src/policy/conditions/evaluate-condition.ts`,
  ]);
});
