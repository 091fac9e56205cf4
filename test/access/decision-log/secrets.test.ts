import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createDecisionLog } from '../../../src/access/decision-log/decision-log.ts';
import type { DecisionEvent } from '../../../src/access/decision-log/event.ts';
import type { Evaluation } from '../../../src/policy/policy-engine.ts';
import { fakeEngine } from '../../support/fake-engine.ts';
import { logLines } from '../../support/log-lines.ts';
import { event, memorySink } from './support/events.ts';

const JWT = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ1MSJ9.c2lnbmF0dXJl';

async function logged(given: DecisionEvent, mask?: Evaluation) {
  const sink = memorySink();
  const { log, lines } = logLines();
  const engine = {
    ...fakeEngine(mask ?? { kind: 'undefined' }),
    entrypoints: mask === undefined ? [] : ['system/log/mask'],
  };
  const decisions = createDecisionLog({ engine: () => engine, sinks: [sink], log });
  decisions.record(given);
  await decisions.close();
  return { text: sink.texts.join('\n'), event: sink.events[0] ?? {}, log: JSON.stringify(lines) };
}

describe('secrets never reach the decision log', () => {
  const secret = 'hunter2-correct-horse';
  const places: Record<string, Partial<DecisionEvent>> = {
    'an Authorization header in the input': { input: { headers: { Authorization: `Basic ${secret}` } } },
    'headers as lists': { input: { request: { headers: { authorization: [`Bearer ${secret}`] } } } },
    'a cookie': { input: { headers: { Cookie: `session=${secret}` } } },
    'a token by its name': { input: { context: { access_token: secret } } },
    'a token in camel case': { input: { context: { refreshToken: secret } } },
    'a token in an array': { input: { items: [{ api_tokens: [secret] }] } },
    'a password': { input: { subject: { properties: { password: secret } } } },
    'a client secret as an object': { input: { client_secret: { value: secret } } },
    'a key': { input: { 'X-Api-Key': secret } },
    'a token in the result': { result: { token: secret } },
    'a bearer token in a sentence': { input: { note: `sent with Bearer ${secret}, it said` } },
    'a header as text': { input: { raw: `GET /\r\nAuthorization: Basic ${secret}` } },
    'a bearer token in an error': { error: { code: 'e', message: `cannot read "Bearer ${secret}"` } },
    'a bearer token as the request id': { requestId: `Bearer ${secret}` },
  };
  for (const [name, changes] of Object.entries(places)) {
    test(name, async () => {
      const { text, event: shown } = await logged(event(changes));
      assert.ok(text.length > 0);
      assert.ok(!text.includes(secret), text);
      assert.ok(shown.erased !== undefined || shown.masked !== undefined, 'the event says so');
    });
  }

  test('JSON Web Tokens, wherever they are', async () => {
    const { text } = await logged(event({ input: { a: JWT, b: [`x ${JWT} y`] }, result: { c: JWT } }));
    assert.ok(!text.includes('eyJ'), text);
    assert.ok(text.includes('[erased]'));
  });

  test('what a mask names', async () => {
    const { text, event: shown } = await logged(event({ input: { iban: secret, note: 'kept' } }), {
      kind: 'defined',
      result: ['/input/iban'],
    });
    assert.ok(!text.includes(secret));
    assert.deepEqual(shown.input, { note: 'kept' });
    assert.deepEqual(shown.erased, ['/input/iban']);
  });

  test('what an error quotes of a masked input', async () => {
    const error = { code: 'eval', message: `cannot parse ${secret}` };
    const { text } = await logged(event({ input: { iban: secret }, error }), {
      kind: 'defined',
      result: ['/input/iban'],
    });
    assert.ok(!text.includes(secret), text);
  });

  const failures: Record<string, Evaluation> = {
    'that fails': { kind: 'failed', message: `conversion of ${secret}` },
    'that gives no set': { kind: 'defined', result: { [secret]: true } },
    'that gives a pointer elsewhere': { kind: 'defined', result: [`/${secret}`] },
    'that gives a good and a bad pointer': { kind: 'defined', result: ['/input/iban', { op: secret }] },
  };
  for (const [name, mask] of Object.entries(failures)) {
    test(`all of the event, with a mask rule ${name}`, async () => {
      const given = event({ input: { iban: secret }, result: { said: secret }, requestId: secret });
      const { text, event: shown, log } = await logged(given, mask);
      assert.ok(!text.includes(secret), text);
      assert.ok(!log.includes(secret), log);
      assert.ok(!('input' in shown) && !('result' in shown));
      assert.deepEqual(shown.erased, ['/input', '/result', '/request_context']);
      assert.equal((shown.error as { code: string }).code, 'mask_error');
      assert.match(log, /a rule on the decision log failed/);
    });
  }

  test('but ordinary members with such names and plain values stay', async () => {
    const input = {
      has_password: true,
      max_tokens: 3,
      tokenized: 'yes',
      note: 'basic support, bearer of news',
    };
    const { event: shown } = await logged(event({ input }));
    assert.deepEqual(shown.input, input);
    assert.equal(shown.erased, undefined);
  });

  test('but what a mask has put in place of one stays', async () => {
    const { event: shown } = await logged(event({ input: { password: 'x' } }), {
      kind: 'defined',
      result: [{ op: 'upsert', path: '/input/password', value: '**REDACTED**' }],
    });
    assert.deepEqual(shown.input, { password: '**REDACTED**' });
    assert.deepEqual(shown.masked, ['/input/password']);
  });
});
