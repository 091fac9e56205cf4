import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  childSpan,
  formatTraceparent,
  parseTraceparent,
} from '../../../src/access/decision-log/trace-context.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';

describe('traceparent (W3C Trace Context, section 3.2)', () => {
  test('is read', () => {
    const expected = { traceId: TRACE, spanId: SPAN, flags: 1 };
    assert.deepEqual(parseTraceparent(`00-${TRACE}-${SPAN}-01`), expected);
    assert.deepEqual(parseTraceparent(`00-${TRACE}-${SPAN}-00`), { ...expected, flags: 0 });
  });

  test('of a later version is read, with whatever comes after', () => {
    assert.equal(parseTraceparent(`01-${TRACE}-${SPAN}-01`)?.traceId, TRACE);
    assert.equal(parseTraceparent(`cc-${TRACE}-${SPAN}-01-what-else`)?.spanId, SPAN);
  });

  const invalid: Record<string, string | string[] | undefined> = {
    absent: undefined,
    'given twice': [`00-${TRACE}-${SPAN}-01`, `00-${TRACE}-${SPAN}-01`],
    empty: '',
    'version ff': `ff-${TRACE}-${SPAN}-01`,
    'version 00 with more': `00-${TRACE}-${SPAN}-01-more`,
    'version 00 with a dash': `00-${TRACE}-${SPAN}-01-`,
    'a later version with more but no dash': `01-${TRACE}-${SPAN}-01more`,
    'a trace of zeros': `00-${'0'.repeat(32)}-${SPAN}-01`,
    'a span of zeros': `00-${TRACE}-${'0'.repeat(16)}-01`,
    'capital letters': `00-${TRACE.toUpperCase()}-${SPAN}-01`,
    'a short trace': `00-${TRACE.slice(1)}-${SPAN}-01`,
    'no flags': `00-${TRACE}-${SPAN}`,
    'one digit of flags': `00-${TRACE}-${SPAN}-1`,
    'what is no digit': `00-${TRACE.replace('0', 'g')}-${SPAN}-01`,
    'a space before': ` 00-${TRACE}-${SPAN}-01`,
  };
  for (const [name, header] of Object.entries(invalid)) {
    test(`is ignored: ${name}`, () => assert.equal(parseTraceparent(header), undefined));
  }

  test('is written as it was read', () => {
    const header = `00-${TRACE}-${SPAN}-01`;
    const context = parseTraceparent(header);
    assert.ok(context);
    assert.equal(formatTraceparent(context), header);
    const child = childSpan(context);
    assert.equal(child.traceId, TRACE);
    assert.notEqual(child.spanId, SPAN);
    assert.deepEqual(parseTraceparent(formatTraceparent(child)), child);
  });
});
