import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { printed } from '../../../src/policy/builtins/go/print-value.ts';
import { builtins } from '../../../src/policy/builtins.ts';
import { fromPlain, parseJson } from '../../../src/policy/values/json.ts';
import { RegoSet } from '../../../src/policy/values/set.ts';
import type { Value } from '../../../src/policy/values/value.ts';
import { needsOpa } from '../../support/opa.ts';
import { type Call, clock, disagreements, literal, results } from './support/ask-opa.ts';

const runs = 1500 * Number(process.env.POSTERN_TEST_RUNS ?? 1);
const seed = Number(process.env.POSTERN_TEST_SEED ?? 1);

const count = fc.constantFrom<unknown>(0, 1, 2, 3, 2, 1, 1, -1, 1.5, '1', true);
const bound = fc.constantFrom<unknown>(0, 1, 2, 1.5, -1, 0.1, 1000000, 2, 1, '1', true, false);
const type = fc.constantFrom('array', 'boolean', 'integer', 'null', 'number', 'object', 'string');
const format = fc.constantFrom(
  'date',
  'time',
  'date-time',
  'hostname',
  'email',
  'ipv4',
  'ipv6',
  'uri',
  'uri-reference',
  'uri-template',
  'uuid',
  'regex',
  'json-pointer',
  'relative-json-pointer',
  'unknown',
);
const pattern = fc.constantFrom('a', '^a$', '[0-9]+', '^.{2}$', '(');
const name = fc.constantFrom('a', 'b', 'c');
const constant = fc.constantFrom<unknown>(1, 1.0, 'a', null, true, [1], { a: 1 });

/** Mostly one or two keywords, each mostly as it should be. */
const { schema } = fc.letrec<{ schema: unknown }>((tie) => {
  const inner = tie('schema');
  const keyword = fc.oneof(
    fc.tuple(
      fc.constant('type'),
      fc.oneof(
        { weight: 9, arbitrary: fc.oneof(type, fc.array(type, { maxLength: 2 })) },
        { weight: 1, arbitrary: fc.constantFrom<unknown>('unknown', 1, [1]) },
      ),
    ),
    fc.tuple(
      fc.constantFrom('minLength', 'maxLength', 'minItems', 'maxItems', 'minProperties', 'maxProperties'),
      count,
    ),
    fc.tuple(
      fc.constantFrom('minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'),
      bound,
    ),
    fc.tuple(fc.constant('pattern'), pattern),
    fc.tuple(fc.constant('format'), format),
    fc.tuple(fc.constantFrom('properties', 'definitions'), fc.dictionary(name, inner, { maxKeys: 2 })),
    fc.tuple(fc.constant('patternProperties'), fc.dictionary(pattern, inner, { maxKeys: 1 })),
    fc.tuple(
      fc.constantFrom(
        'additionalProperties',
        'additionalItems',
        'propertyNames',
        'contains',
        'not',
        'if',
        'then',
        'else',
      ),
      fc.oneof(fc.boolean(), inner),
    ),
    fc.tuple(fc.constant('required'), fc.array(name, { maxLength: 2 })),
    fc.tuple(
      fc.constant('dependencies'),
      fc.dictionary(name, fc.oneof(inner, fc.array(name, { maxLength: 2 })), { maxKeys: 2 }),
    ),
    fc.tuple(fc.constant('items'), fc.oneof(inner, fc.array(inner, { maxLength: 2 }))),
    fc.tuple(fc.constant('uniqueItems'), fc.constantFrom<unknown>(true, true, false, 1)),
    fc.tuple(fc.constant('const'), constant),
    fc.tuple(fc.constant('enum'), fc.array(constant, { maxLength: 3 })),
    fc.tuple(fc.constantFrom('allOf', 'anyOf', 'oneOf'), fc.array(inner, { maxLength: 3 })),
    fc.tuple(fc.constant('$ref'), fc.constantFrom('#/definitions/a', '#/definitions/b', '#', '#/nowhere')),
    fc.tuple(
      fc.constant('$schema'),
      fc.constantFrom(
        'http://json-schema.org/draft-04/schema#',
        'http://json-schema.org/draft-06/schema#',
        'http://json-schema.org/draft-07/schema',
      ),
    ),
    fc.tuple(fc.constantFrom('title', 'description'), fc.constantFrom<unknown>('x', 1)),
  );
  return {
    schema: fc.oneof(
      { maxDepth: 3, depthIdentifier: 'schema' },
      fc.constantFrom<unknown>({}, { type: 'string' }, { type: 'integer' }),
      fc
        .array(keyword as fc.Arbitrary<[string, unknown]>, {
          minLength: 1,
          maxLength: 4,
          depthIdentifier: 'schema',
        })
        .map((all) => Object.fromEntries(all)),
    ),
  };
});

const texts = [
  '',
  'a',
  'ab',
  'é',
  '12',
  '2024-02-29',
  '2024-02-30',
  '9999-12-31',
  '10:00:00',
  '10:00:00Z',
  '2024-01-01T10:00:00Z',
  'a@b.c',
  'A <a@b.c>',
  'a@',
  '1.2.3.4',
  '::1',
  'http://x/y',
  '/x',
  '%zz',
  'a{b}',
  'a{b',
  'c2fc67c2-47f2-11ee-b67a-9f3619c7493f',
  '(',
  '/a~1',
  '0#',
  'host-1.example',
  '-x',
];
const { document } = fc.letrec<{ document: unknown }>((tie) => ({
  document: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<unknown>(null, true, false, 0, 1, 2, 3, 1.5, -1, 0.3, 1e21, ...texts),
    fc.array(tie('document'), { maxLength: 3 }),
    fc.dictionary(name, tie('document'), { maxKeys: 3 }),
  ),
}));

/** OPA lists violations in any order of members. */
function unordered(value: Value | undefined): string {
  const [valid, violations] = (value ?? []) as [boolean, Value[]];
  return value === undefined ? 'undefined' : printed([valid, new RegoSet(violations)]);
}

describe('JSON Schema', needsOpa, () => {
  it('judges documents as OPA does', async () => {
    // A schema that refers to itself without going down overflows OPA's stack.
    const endless = /"\$ref":"#"|definitions.*\$ref.*\$ref|"definitions":\{"\w":\{[^}]*\$ref/;
    const documents = fc.oneof(
      fc.array(document, { maxLength: 3 }),
      fc.dictionary(name, document, { maxKeys: 3 }),
      fc.constantFrom<unknown>([1, 1], ['a', 1, null], { a: 1 }),
    );
    const cases = fc
      .sample(fc.tuple(documents, schema), { numRuns: runs, seed })
      .filter(([, rules]) => !endless.test(JSON.stringify(rules)))
      .concat(
        texts.flatMap((text) =>
          [
            'date',
            'time',
            'date-time',
            'hostname',
            'email',
            'ipv4',
            'ipv6',
            'uri',
            'uri-reference',
            'uri-template',
            'uuid',
            'regex',
            'json-pointer',
            'relative-json-pointer',
          ].map((one): [unknown[], unknown] => [[text], { items: { format: one } }]),
        ),
      )
      .map(([one, rules]) => [fromPlain(one), fromPlain(rules)] as const);
    const theirs = await results(
      cases.map(
        ([one, rules]) =>
          `[text | walk(${literal(one)}, [[], a]); walk(${literal(rules)}, [[], b]); found := json.match_schema(a, b); text := sprintf("%v", [[[found[0], {e | e := found[1][_]}]]])]`,
      ),
    );
    const wrong = cases.flatMap(([one, rules], i) => {
      const mine = unordered(builtins.get('json.match_schema')?.([one, rules], clock));
      return mine === theirs[i] || theirs[i] === 'panic'
        ? []
        : [`${printed(one)} by ${printed(rules)}: ours ${mine}, OPA's ${theirs[i]}`];
    });
    assert.deepEqual(wrong, []);
  });

  it('says of a schema what OPA says', async () => {
    const schemas = fc
      .sample(schema, { numRuns: runs, seed })
      .filter((one) => !/#\/|"#"/.test(JSON.stringify(one)));
    const calls = schemas.map((one): Call => ['json.verify_schema', fromPlain(one)]);
    calls.push(
      ...['', '{', '{}', '[]', 'true', '1', '{"type":"x"}', '{"type":"string"}'].map(
        (text): Call => ['json.verify_schema', text],
      ),
    );
    // Where several members are wrong, OPA names any of them.
    const answers = await disagreements(calls);
    assert.deepEqual(
      answers.filter(
        (line) => /ours \[true/.test(line) || /OPA's \[true/.test(line) || /undefined/.test(line),
      ),
      [],
    );
  });

  it('follows references within the schema', async () => {
    const tree = {
      definitions: {
        node: {
          type: 'object',
          properties: { value: { type: 'integer' }, next: { $ref: '#/definitions/node' } },
          required: ['value'],
        },
      },
      $ref: '#/definitions/node',
    };
    const named = {
      $id: 'http://example.com/root.json',
      definitions: {
        a: { $id: '#foo', type: 'integer' },
        b: { $id: 'other.json', definitions: { x: { $id: '#bar', type: 'string' } } },
      },
      items: [{ $ref: '#foo' }, { $ref: 'other.json#bar' }, { $ref: '#/definitions/a' }],
    };
    const escaped = {
      definitions: { 'a/b': { type: 'string' }, 'c~d': { type: 'null' }, 'e%f': { type: 'boolean' } },
      items: [
        { $ref: '#/definitions/a~1b' },
        { $ref: '#/definitions/c~0d' },
        { $ref: '#/definitions/e%25f' },
      ],
    };
    const cases: [unknown, unknown][] = [
      [{ value: 1, next: { value: 2 } }, tree],
      [{ value: 1, next: { value: 'x' } }, tree],
      [{ value: 1, next: {} }, tree],
      [[1, 'a', 1], named],
      [['x', 1, 'x'], named],
      [['a', null, true], escaped],
      [[1, 1, 1], escaped],
      [{}, { $ref: 'http://nowhere.invalid/x.json' }],
      [[[[1]]], { items: { $ref: '#' }, type: 'array' }],
    ];
    const calls = cases.map(([one, rules]): Call => ['json.match_schema', fromPlain(one), fromPlain(rules)]);
    assert.deepEqual(await disagreements(calls), []);
  });

  it('takes strings of JSON', async () => {
    const calls: Call[] = [
      ['json.match_schema', '[1]', '{"items":{"type":"string"}}'],
      ['json.match_schema', '[1', '{}'],
      ['json.match_schema', [1], '{"items":'],
      ['json.match_schema', '"x"', '{"type":"string"}'],
      ['json.match_schema', parseJson('{"a":1.0}'), parseJson('{"properties":{"a":{"enum":[1]}}}')],
    ];
    assert.deepEqual(await disagreements(calls), []);
  });
});
