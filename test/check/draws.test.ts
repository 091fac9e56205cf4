import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { drawRows } from '../../src/check/draw-rows.ts';
import { drawnKinds } from '../../src/check/draw-values.ts';
import { Random } from '../../src/check/random.ts';
import type { RowField } from '../../src/check/row-shape.ts';
import { ConditionTable } from '../../src/policy/conditions/condition-table.ts';
import { holds } from '../../src/policy/conditions/evaluate-condition.ts';

const fields: RowField[] = [
  { path: ['properties', 'team'], kind: 'string' },
  { path: ['properties', 'price'], kind: 'number' },
  { path: ['properties', 'secret'], kind: 'boolean' },
  { path: ['properties', 'tags'], kind: 'array' },
  { path: ['properties', 'title'], kind: 'string' },
];
const [team, price, secret, tags, title] = fields.map(({ path }) => path) as [
  string[],
  string[],
  string[],
  string[],
  string[],
];
const table = new ConditionTable();
const condition = table.and([
  table.oneOf(team, ['Café-1', 'team-2']),
  table.compare(price, 'lt', 10),
  table.equals(secret, false),
  table.has(tags, ['open']),
  table.text(title, 'startswith', 'public'),
]);
const anything = { texts: ['Café-1', 'other'], numbers: [0, 42] };

function draw(seed = 1, count = 4000) {
  const noted = new Map<string, number>();
  const note = (kind: string) => noted.set(kind, (noted.get(kind) ?? 0) + 1);
  const rows = drawRows(new Random(seed), count, { fields, anything, condition, note });
  return { noted, rows, properties: rows.map((row) => row.properties) };
}

describe('the rows of a check', () => {
  const { noted, rows, properties } = draw();
  const list = (t: TestContext) =>
    t.diagnostic([...noted].map(([kind, count]) => `${kind} ${count}`).join(', '));

  test('hold values of every kind that there is', (t) => {
    list(t);
    const kinds = ['null', ...Object.values(drawnKinds).flat()];
    assert.deepEqual([...noted.keys()].sort(), kinds.sort());
  });

  const texts = properties
    .flatMap(({ team: one, title: other }) => [one, other])
    .filter((value) => typeof value === 'string');
  const numbers = properties.map(({ price: value }) => value).filter((value) => typeof value === 'number');
  const arrays = properties.map(({ tags: value }) => value).filter(Array.isArray);

  const some: Readonly<Record<string, boolean>> = {
    'null in every column': Object.keys(properties[0] ?? {}).every((name) =>
      properties.some((row) => row[name] === null),
    ),
    'the empty string': texts.includes(''),
    'what is only white space': texts.some((text) => text !== '' && text.trim() === ''),
    'a percent sign': texts.includes('%'),
    'an underscore': texts.includes('_'),
    'a backslash': texts.includes('\\'),
    'a bracket': texts.includes('['),
    'a wildcard within a known text': texts.includes('_afé-1') || texts.includes('Café-1%'),
    'a quote': texts.includes("'") && texts.includes('"'),
    'a known text': texts.includes('Café-1') && texts.includes('team-2'),
    'in another case': texts.includes('CAFÉ-1') && texts.includes('TEAM-2'),
    'without its accent': texts.includes('Cafe-1'),
    'with another accent': texts.some((text) => text.normalize('NFC') === 'téam-2'),
    'with a space after it': texts.includes('team-2 '),
    'shorter by one character': texts.includes('team-') && texts.includes('eam-2'),
    'a long text': texts.some((text) => text.length >= 1000),
    'a piece of SQL': texts.includes("' OR 1=1 --"),
    'a character beyond the first plane': texts.includes('\ud83d\ude00'),
    'a number at the bound': numbers.includes(10),
    'numbers beside the bound': [9, 11, 9.5, 10.5].every((number) => numbers.includes(number)),
    'numbers that are hardly beside it': numbers.some((number) => number > 10 && number < 10.001),
    'integers at which doubles end': numbers.includes(9007199254740992),
    'the empty array': arrays.some((items) => items.length === 0),
    'null in an array': arrays.some((items) => items.includes(null)),
    'the known text in an array': arrays.some((items) => items.includes('open')),
  };
  for (const [what, found] of Object.entries(some)) test(`among them ${what}`, () => assert.ok(found));

  test('meet several demands at once, and miss them by one', () => {
    const admitted = rows.filter((row) => holds(condition, { ...row })).length;
    assert.ok(admitted > rows.length / 50 && admitted < rows.length / 2, `${admitted} of ${rows.length}`);
  });

  test('are the same for the same seed, and others for another', () => {
    assert.deepEqual(draw(1, 50).rows, draw(1, 50).rows);
    assert.notDeepEqual(draw(1, 50).rows, draw(2, 50).rows);
  });
});
