import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';

const folder = join(import.meta.dirname, '../policy/shapes');
const files = (await readdir(folder)).filter((name) => name.endsWith('.rego'));
const shapes = await Promise.all(
  files.map(async (file) => {
    const text = await readFile(join(folder, file), 'utf8');
    const rego = text.replaceAll(/^\s*#.*$/gm, '');
    return { file, rego, refused: /^# refused: /m.test(text) };
  }),
);
const liftable = shapes.filter(({ refused }) => !refused);

/** What shapes are about, told from their text, and how many there are at least. */
const categories: Readonly<Record<string, readonly [RegExp, number]>> = {
  negation: [/\bnot\b|!=/, 40],
  default: [/^default /m, 8],
  else: [/\belse\b/, 8],
  every: [/\bevery\b/, 8],
  'comprehension over known data': [/[[{]\s*[\w.]+(\s*:\s*[\w.[\]]+)?\s*\|/, 10],
  'helper function': [/^\w+\([^)]*\)/m, 10],
  'partial set': [/^\w+ contains /m, 8],
  'partial object': [/^(?!allow)\w+(\[[^\]]+\]|\.\w+)+ (:?=|if|contains) ?/m, 5],
  'in with key and value': [/\b\w+, \w+ in /, 5],
  'array in rows': [/properties\.(tags|labels)/, 15],
  'string operation': [/\b(startswith|endswith|contains|concat|lower|upper|split|substring|trim)\(/, 15],
  'comparison by order': [/(<=|>=|<|>)/, 20],
  'nested data join': [/data\.\w+\[[^\]]*(data\.\w+\[|input\.resource)/, 40],
  with: [/ with /, 8],
  'null handling': [/\bnull\b|is_null/, 20],
  'several rules': [/^allow[^\n]*\n(?:.*\n)*?^allow /m, 10],
};

describe('the shapes of policies', () => {
  for (const [name, [pattern, least]] of Object.entries(categories)) {
    test(`${name}: at least ${least}`, (t) => {
      const count = liftable.filter(({ rego }) => pattern.test(rego)).length;
      t.diagnostic(`${count} of ${name}`);
      assert.ok(count >= least, `${count} of ${name}`);
    });
  }

  test('each construct of these is met beside others', () => {
    const counts = liftable.map(
      ({ rego }) => Object.values(categories).filter(([pattern]) => pattern.test(rego)).length,
    );
    assert.ok(counts.filter((count) => count === 1).length >= 20, 'alone');
    assert.ok(counts.filter((count) => count === 2).length >= 40, 'in pairs');
  });

  test('at least 150 are lifted, of which 60 join data, negate or meet null; the others are refused', (t) => {
    const harder = liftable.filter(({ rego }) =>
      ['nested data join', 'negation', 'null handling'].some((name) => categories[name]?.[0].test(rego)),
    );
    const refused = shapes.length - liftable.length;
    t.diagnostic(`${liftable.length} lifted, ${harder.length} of them harder; ${refused} refused`);
    assert.ok(liftable.length >= 150);
    assert.ok(harder.length >= 60);
    assert.ok(refused >= 20);
  });
});
