import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { isJsonTooDeep, isYamlTooDeep, MAX_NESTING } from '../src/nesting.ts';
import { EvaluationLimit } from '../src/policy/builtins/builtin.ts';
import { jsonBuiltins } from '../src/policy/builtins/json.ts';
import { yamlBuiltins } from '../src/policy/builtins/yaml.ts';

/** Ways to nest `depth` collections in each other. */
const json: Record<string, (depth: number) => string> = {
  arrays: (depth) => '['.repeat(depth) + ']'.repeat(depth),
  objects: (depth) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`,
  'arrays that never end': (depth) => '['.repeat(depth),
  'arrays behind brackets in a string': (depth) => `["]]]\\"]]]", ${'['.repeat(depth - 1)}`,
};

const yaml: Record<string, (depth: number) => string> = {
  sequences: (depth) => `${'- '.repeat(depth)}x`,
  mappings: (depth) => Array.from({ length: depth }, (_, level) => `${' '.repeat(level)}a:`).join('\n'),
  'keys that are collections': (depth) => `${'? '.repeat(depth)}x`,
  'a second document': (depth) => `a: 1\n---\n${'- '.repeat(depth)}x`,
};

describe('how deep a text nests', () => {
  for (const [name, text] of Object.entries(json)) {
    test(`JSON: ${name}`, () => {
      assert.deepEqual(
        [MAX_NESTING, MAX_NESTING + 1].map((depth) => isJsonTooDeep(text(depth))),
        [false, true],
      );
      assert.equal(isJsonTooDeep(text(500_000)), true);
    });
  }

  for (const [name, text] of Object.entries({ ...json, ...yaml })) {
    test(`YAML: ${name}`, () => {
      assert.deepEqual(
        [MAX_NESTING, MAX_NESTING + 1].map((depth) => isYamlTooDeep(text(depth))),
        [false, true],
      );
    });
  }

  test('is never too deep for what is wide, or only looks deep', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 8 }), (text) => {
        const wide = `[${Array.from({ length: 50 }, () => text).join(',')}, "${'['.repeat(1000)}"]`;
        assert.deepEqual([isJsonTooDeep(wide), isYamlTooDeep(wide)], [false, false]);
      }),
    );
  });
});

describe('a text nested too deep ends the evaluation', () => {
  const clock = { nowNs: () => 0n };
  /** A hundred levels more with each line; no line is deep. */
  const aliases = Array.from(
    { length: 10 },
    (_, line) =>
      `a${line}: &a${line} ${'['.repeat(100)}${line === 0 ? 'x' : `*a${line - 1}`}${']'.repeat(100)}`,
  ).join('\n');

  for (const [name, builtin, text] of [
    ['json.unmarshal', jsonBuiltins['json.unmarshal'], '['.repeat(100_000) + ']'.repeat(100_000)],
    ['yaml.unmarshal', yamlBuiltins['yaml.unmarshal'], '['.repeat(10_000) + ']'.repeat(10_000)],
    ['yaml.is_valid', yamlBuiltins['yaml.is_valid'], '- '.repeat(10_000)],
    ['yaml.unmarshal by aliases', yamlBuiltins['yaml.unmarshal'], aliases],
  ] as const) {
    test(name, () => {
      assert.throws(() => builtin?.([text], clock), EvaluationLimit);
    });
  }
});
