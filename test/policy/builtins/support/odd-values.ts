import fc from 'fast-check';
import { makeNumber } from '../../../../src/policy/values/number.ts';
import { RegoObject } from '../../../../src/policy/values/object.ts';
import { RegoSet } from '../../../../src/policy/values/set.ts';
import type { Value } from '../../../../src/policy/values/value.ts';

export const numberTexts: readonly string[] = [
  '0',
  '1',
  '-1',
  '2',
  '3',
  '7',
  '10',
  '16',
  '-7',
  '100',
  '1.0',
  '2.50',
  '0.1',
  '0.2',
  '0.3',
  '-0.5',
  '0.5',
  '1.5',
  '2.5',
  '-1.5',
  '-2.5',
  '1e3',
  '1e-7',
  '1.5e300',
  '1e21',
  '123456789012',
  '9007199254740991',
  '9007199254740993',
  '-9007199254740993',
  '18446744073709551616',
  '18446744073709551617',
  '-18446744073709551617',
  '9223372036854775807',
  '9223372036854775808',
  '-9223372036854775808',
  '1e30',
  '3.141592653589793238462643',
  '123456789.987654321',
  '2147483647',
  '2147483648',
  '-2147483648',
  '4294967296',
  '0.000001',
  '0.0000001',
  '1000000',
  '99999999999999999999.5',
  '12345678901234567890123456789',
  '-0',
  '0.0',
  '10.10',
  '255',
  '65',
];

export const texts: readonly string[] = [
  '',
  'a',
  'b',
  'abc',
  'abcabc',
  'ABC',
  'aBc',
  'ab',
  'bc',
  ' ',
  '  a b  ',
  '\t\n x\r',
  'é',
  'éa',
  'aé',
  'ß',
  'İ',
  'ŉ',
  'ǆ',
  'ﬁ',
  'ΑΣ',
  'σς',
  '日本語',
  '😀',
  'a😀b',
  '😀😀',
  'e\u0301',
  '\u0000',
  '\u2028',
  '<b>&amp;"\'\\',
  'a.b.c',
  'a/b/c',
  '/a/b',
  'a~1b~0c',
  '0',
  '1',
  '-1',
  '1.5',
  '01',
  '1e3',
  'true',
  'null',
  '[1,2]',
  '{"a":1}',
  'x=1&y=2',
  '%20',
  'a+b c',
  'key',
  'value',
  '\ufeffx',
  '\u00a0nbsp\u00a0',
  '\u1680o',
  '\u200b',
  '\ud7ff',
  '\uffff',
  '\u{10ffff}',
  'aaaa',
  'ababab',
  '..',
  'a..b',
  '10.0.0.1',
  'YWJj',
  'YQ==',
];

const number: fc.Arbitrary<Value> = fc.oneof(
  fc.constantFrom(...numberTexts).map(makeNumber),
  fc.integer({ min: -20, max: 20 }),
  fc
    .double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 })
    .map((value) => makeNumber(String(value + 0))),
);

const text: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...texts) },
  {
    weight: 1,
    arbitrary: fc.string({ unit: fc.constantFrom('a', 'b', 'é', '😀', ' ', '.', '/', '1'), maxLength: 8 }),
  },
);

const scalar: fc.Arbitrary<Value> = fc.oneof(fc.constantFrom<Value>(null, true, false), number, text);

const { value } = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    scalar,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(tie('value'), { maxLength: 4 }).map((elements) => new RegoSet(elements)),
    fc
      .array(fc.tuple(fc.oneof(text, scalar), tie('value')), { maxLength: 4 })
      .map((entries) => new RegoObject(entries)),
  ),
}));

/** A type as a builtin's declaration has it, in OPA's capabilities. */
export interface DeclaredType {
  readonly type: string;
  readonly of?: readonly DeclaredType[] | DeclaredType;
  readonly static?:
    | readonly DeclaredType[]
    | readonly { readonly key: string; readonly value: DeclaredType }[];
  readonly dynamic?: DeclaredType | { readonly key: DeclaredType; readonly value: DeclaredType };
}

/** Odd values of a type. */
export function valuesOf(type: DeclaredType): fc.Arbitrary<Value> {
  switch (type.type) {
    case 'string':
      return text;
    case 'number':
      return number;
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array': {
      const element = type.dynamic === undefined ? value : valuesOf(type.dynamic as DeclaredType);
      return fc.array(element, { maxLength: 5 });
    }
    case 'set':
      return fc
        .array(valuesOf((type.of as DeclaredType | undefined) ?? { type: 'any' }), { maxLength: 5 })
        .map((all) => new RegoSet(all));
    case 'object': {
      const { key, value: member } = (type.dynamic ?? { key: { type: 'any' }, value: { type: 'any' } }) as {
        key: DeclaredType;
        value: DeclaredType;
      };
      return fc
        .array(fc.tuple(valuesOf(key), valuesOf(member)), { maxLength: 4 })
        .map((entries) => new RegoObject(entries));
    }
    default: {
      const of = type.of as readonly DeclaredType[] | undefined;
      return of === undefined || of.length === 0 ? value : fc.oneof(...of.map(valuesOf));
    }
  }
}

/** Mostly values of the type, now and then of any other. */
export function argumentsOf(type: DeclaredType): fc.Arbitrary<Value> {
  return fc.oneof({ weight: 12, arbitrary: valuesOf(type) }, { weight: 1, arbitrary: value });
}
