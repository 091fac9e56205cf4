import fc from 'fast-check';
import { makeNumber } from '../../../src/policy/values/number.ts';
import { type Entry, RegoObject } from '../../../src/policy/values/object.ts';
import { RegoSet } from '../../../src/policy/values/set.ts';
import type { Value } from '../../../src/policy/values/value.ts';

const numberTexts = ['0', '-0', '1', '1.0', '10', '1e1', '0.1', '-2.50', '1e-7', '9007199254740993', '1e400'];
const strings = ['', 'a', 'ab', '"', '\\', '\u0000', '\uffff', '😀', '__proto__', '1', '{1,2}', 'é'];

/** Values of every type, with many that are equal or nearly so. */
export const arbitraryValue: fc.Arbitrary<Value> = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'value' },
    fc.constantFrom<Value>(null, true, false),
    fc.constantFrom(...numberTexts).map(makeNumber),
    fc.constantFrom(...strings),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.array(tie('value'), { maxLength: 3 }).map((elements) => new RegoSet(elements)),
    fc
      .array(fc.tuple(tie('value'), tie('value')), { maxLength: 3 })
      .map((entries) => new RegoObject(entries as Entry[])),
  ),
})).value;
