import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { DecisionEvent } from '../../../src/access/decision-log/event.ts';
import { createEventText } from '../../../src/access/decision-log/event-text.ts';
import { toLogEvent } from '../../../src/access/decision-log/log-event.ts';

const labels = { id: 'side"car', version: '1' };

const hex = (length: number) => fc.stringMatching(new RegExp(`^[1-9a-f][0-9a-f]{${length - 1}}$`));

const events: fc.Arbitrary<DecisionEvent> = fc.record(
  {
    path: fc.string(),
    time: fc.integer({ min: 0, max: 4e12 }),
    decisionId: fc.string(),
    input: fc.jsonValue(),
    result: fc.jsonValue(),
    revision: fc.constantFrom('1.1', '1.2', 'x"y', undefined),
    policyRevision: fc.constantFrom('p1', 'p2', undefined),
    requestedBy: fc.string(),
    trace: fc.record({ traceId: hex(32), spanId: hex(16), flags: fc.constant(1) }, { noNullPrototype: true }),
    requestNumber: fc.nat(),
    requestId: fc.string(),
    metrics: fc.dictionary(fc.string(), fc.nat(), { noNullPrototype: true }),
    error: fc.record({ code: fc.string(), message: fc.string() }, { noNullPrototype: true }),
  },
  { requiredKeys: ['path', 'time', 'decisionId'], noNullPrototype: true },
);

test('the quick way to write an event gives the same text as the plain one', () => {
  const write = createEventText(labels);
  fc.assert(
    fc.property(events, (event) => {
      const { text, content } = write(event);
      assert.equal(text, JSON.stringify(toLogEvent(event, labels)));
      assert.ok(content.every((part) => text.includes(part)) && !text.includes('\n'));
      const { input, result, ...rest } = event;
      const given = { ...rest, inputJson: JSON.stringify(input), resultJson: JSON.stringify(result) };
      assert.deepEqual(JSON.parse(write(given).text), JSON.parse(text));
      assert.deepEqual(toLogEvent(given, labels), JSON.parse(text));
    }),
  );
});

test('an event without an id is given one, and a fraction of a millisecond is cut off', () => {
  const { text } = createEventText({})({ path: 'a', time: 1_700_000_000_123.9 });
  const { decision_id, timestamp } = JSON.parse(text) as Record<string, string>;
  assert.match(decision_id ?? '', /^[0-9a-f]{8}-[0-9a-f]{4}-4/);
  assert.equal(timestamp, '2023-11-14T22:13:20.123Z');
});
