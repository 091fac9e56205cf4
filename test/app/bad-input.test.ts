import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { findExamples } from '../../src/commands/dev/examples.ts';
import { runningApp } from '../support/running-app.ts';

const app = runningApp();

const question = {
  subject: { type: 'user', id: 'u-aisha.bello' },
  action: { name: 'assets.view' },
  resource: { type: 'asset', id: 'a1', properties: { organization: 'o-castella' } },
};

/** A 400 or 413 with words, or a denial with a reason the policy gave. */
async function refused(body: unknown): Promise<void> {
  const answer = await app.evaluate(body);
  const content = (await answer.json()) as {
    readonly message?: string;
    readonly decision?: boolean;
    readonly context?: { readonly reasons: { readonly code: string; readonly message: string }[] };
  };
  if (answer.status === 200) {
    assert.equal(content.decision, false);
    const [reason] = content.context?.reasons ?? [];
    assert.ok(reason !== undefined && reason.message !== '', JSON.stringify(content));
    assert.notEqual(reason.code, 'evaluation_error', JSON.stringify(content));
  } else {
    assert.ok(answer.status === 400 || answer.status === 413, `${answer.status}`);
    assert.ok(content.message, JSON.stringify(content));
  }
}

async function stillDecides(): Promise<void> {
  const { data, decide } = app.serving();
  const answer = await app.evaluate(findExamples(data, decide).allowed);
  assert.equal(answer.status, 200);
  assert.equal(((await answer.json()) as { decision: boolean }).decision, true);
}

const strange = [
  `'; DROP TABLE users; --`,
  `"quoted" and \\ back`,
  'nul \0 inside',
  '\0',
  '😀👩‍👩‍👧‍👦',
  '\u202eabc\u2028',
  'x'.repeat(10_000),
  '__proto__',
  'constructor',
  'toString',
  ' ',
  '*',
  'users',
  '\uffff',
];
for (const text of strange) {
  test(`${JSON.stringify(text).slice(0, 30)} as an id, a type or a name is denied with a reason`, async () => {
    await refused({ ...question, subject: { type: 'user', id: text } });
    await refused({ ...question, subject: { type: text, id: 'nobody' } });
    await refused({ ...question, action: { name: text } });
    await refused({ ...question, resource: { type: text, id: 'a1' } });
    await refused({ ...question, resource: { type: 'asset', id: text } });
    for (const member of ['organization', 'team', 'owner', 'organizations', 'teams']) {
      const properties = { [member]: text };
      await refused({ ...question, resource: { type: 'asset', id: 'a1', properties } });
    }
  });
}

for (const value of [null, 0, -1.5, 1e308, true, '', [], {}, [[]], { a: [] }, [null], ['x', 1, {}]]) {
  test(`${JSON.stringify(value)} where a name is expected is refused`, async () => {
    for (const member of ['organization', 'team', 'owner', 'organizations', 'teams']) {
      const properties = { [member]: value };
      await refused({ ...question, resource: { type: 'asset', id: 'a1', properties } });
    }
    if (value === '' || typeof value !== 'string') {
      await refused({ ...question, subject: { type: 'user', id: value } });
      await refused({ ...question, action: { name: value } });
      await refused({ ...question, subject: value });
      await refused(value);
    }
  });
}

test('any JSON anywhere is refused, and never an error of the server', async () => {
  const part = fc.oneof(fc.jsonValue({ maxDepth: 4 }), fc.constant(undefined), fc.string({ unit: 'binary' }));
  const bodies = fc.record({
    subject: fc.oneof(part, fc.record({ type: part, id: part, properties: part })),
    action: fc.oneof(part, fc.record({ name: part })),
    resource: fc.oneof(part, fc.record({ type: part, id: part, properties: part })),
    context: part,
  });
  await fc.assert(fc.asyncProperty(bodies, refused), { numRuns: 300 });
});

test('any bytes are refused, and never an error of the server', async () => {
  const bytes = fc.uint8Array({ maxLength: 300 });
  const broken = fc.tuple(fc.nat(), fc.string({ unit: 'binary', maxLength: 3 })).map(([at, inserted]) => {
    const text = JSON.stringify(question);
    const place = at % text.length;
    return text.slice(0, place) + inserted + text.slice(place + 1 + inserted.length);
  });
  await fc.assert(
    fc.asyncProperty(fc.oneof(bytes, broken), async (body) => {
      const answer = await app.evaluate(body);
      assert.ok([200, 400].includes(answer.status), `${answer.status}`);
      await answer.arrayBuffer();
    }),
    { numRuns: 300 },
  );
});

test('a long, a deep and an overlong body', async () => {
  const inProperties = (value: unknown) => ({
    ...question,
    subject: { type: 'user', id: 'nobody' },
    context: { value },
  });
  await refused(inProperties('x'.repeat(1_000_000)));
  await refused(inProperties('x'.repeat(1_048_576)));
  await refused(inProperties(Array.from({ length: 200_000 }, (_, index) => index)));
  const deep = (levels: number) => JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`) as unknown;
  await refused(inProperties(deep(60)));
  await refused(inProperties(deep(1_000)));
});

test('nothing of all this was an error for the log', async () => {
  await stillDecides();
  assert.deepEqual(
    app.lines.filter((line) => Number(line.level) >= 50),
    [],
  );
});
