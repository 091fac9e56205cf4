import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { findMutants } from './find-mutants.ts';
import { MARK, marked, siteKey } from './instrument.ts';
import { mutated } from './mutant.ts';

function changes(source: string, file = 'src/policy/filter/x.ts'): string[] {
  return findMutants(file, source).map((mutant) => mutated(source, mutant));
}

/** A template with its places, which are no places here. */
const written = (text: string) => text.replaceAll('#{', '$'.concat('{'));

describe('mutants', () => {
  test('operators are exchanged, and clauses left out', () => {
    assert.deepEqual(changes('f(a < b && c);'), [
      ';',
      'f(a < b || c);',
      'f(a < b);',
      'f(c);',
      'f(a <= b && c);',
      'f(a >= b && c);',
    ]);
  });

  test('conditions are taken for granted, constants and elements exchanged or left out', () => {
    assert.deepEqual(changes('const x = a ? [ALWAYS, 1] : !b;'), [
      'const x = true ? [ALWAYS, 1] : !b;',
      'const x = false ? [ALWAYS, 1] : !b;',
      'const x = a ? [1] : !b;',
      'const x = a ? [ALWAYS] : !b;',
      'const x = a ? [NEVER, 1] : !b;',
      'const x = a ? [ALWAYS, (1 + 1)] : !b;',
      'const x = a ? [ALWAYS, 1] : (b);',
    ]);
  });

  test('SQL loses clauses, collations and casts, and its words change places', () => {
    const source = written('const x = `(#{a} COLLATE "C" = #{b}::text OR #{c} IS NULL)`;');
    const found = changes(source, 'src/policy/sql/x.ts');
    for (const text of [
      '`(#{a} = #{b}::text OR #{c} IS NULL)`',
      '`(#{a} COLLATE "C" = #{b} OR #{c} IS NULL)`',
      '`(#{a} COLLATE "C" = #{b}::text AND #{c} IS NULL)`',
      '`(#{a} COLLATE "C" = #{b}::text OR #{c} IS NOT NULL)`',
      '`(#{a} COLLATE "C" = #{b}::text)`',
      '`(#{c} IS NULL)`',
      '`(#{a} COLLATE "C" <> #{b}::text OR #{c} IS NULL)`',
    ]) {
      assert.ok(found.includes(written(`const x = ${text};`)), `${text}\n${found.join('\n')}`);
    }
  });

  test('types, imports and the words of errors are left alone', () => {
    assert.deepEqual(
      changes("import { and } from './and.ts';\ntype X = 'and' | 1;\nconst x = y as 'or';"),
      [],
    );
    assert.deepEqual(changes("function f() { throw new Refusal('and', 1 < 2); }"), ['function f() { ; }']);
  });

  test('a marked module says which sites it comes to, and does the same', () => {
    const source =
      'const seen = []; if (a && b) { seen.push(1); } else { seen.push(2, a || b); } return seen;';
    const program = `function f(a, b) { ${source} }`;
    const mutants = findMutants('x.ts', program);
    const sites = new Map(mutants.map((one, number) => [siteKey(one), { site: one.site, number }]));
    const run = new Function(MARK, 'a', 'b', `${marked(program, sites)} return f(a, b);`);
    for (const [a, b, result] of [
      [true, true, [1]],
      [false, true, [2, true]],
    ] as const) {
      const reached = new Set<number>();
      assert.deepEqual(
        run((n: number) => reached.add(n), a, b),
        result,
      );
      const texts = mutants
        .filter((one) => reached.has(sites.get(siteKey(one))?.number ?? -1))
        .map(({ change }) => change);
      assert.equal(texts.includes('1 → (1 + 1)'), a);
      assert.equal(texts.includes('a || b → a'), !a);
    }
  });
});
