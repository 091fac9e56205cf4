import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EXAMPLE, pdp } from './support.ts';

const alice = { type: 'user', id: 'alice@example.com' };
const bob = { type: 'user', id: 'bob@example.com' };
const read = { name: 'can_read' };
const document = (id: string) => ({ type: 'document', id });
const decisions = (body: { evaluations: { decision: boolean }[] }) =>
  body.evaluations.map(({ decision }) => decision);

describe('AuthZEN 1.0, section 7: evaluations', () => {
  for (const [name, more] of [
    ['no evaluations', {}],
    ['empty evaluations', { evaluations: [] }],
    [
      'empty evaluations and options',
      { evaluations: [], options: { evaluations_semantic: 'deny_on_first_deny' } },
    ],
  ] as const) {
    test(`7.1 ${name}: it behaves as one evaluation`, async (t) => {
      const { post, asked } = pdp(t);
      const one = await post('evaluation', EXAMPLE);
      const answer = await post('evaluations', { ...EXAMPLE, ...more });
      assert.deepEqual([answer.status, answer.body], [one.status, one.body]);
      assert.equal(answer.body.decision, true);
      assert.deepEqual(asked, [EXAMPLE, EXAMPLE]);
      const wrong = { ...EXAMPLE, ...more, subject: undefined };
      const refused = await post('evaluations', wrong);
      assert.deepEqual([refused.status, refused.body], [400, (await post('evaluation', wrong)).body]);
    });
  }

  test('7.1 every object of evaluations is a request of its own', async (t) => {
    const { post, asked } = pdp(t, ({ resource }) => resource.id === 'b');
    const evaluations = ['a', 'b', 'c'].map((id) => ({
      subject: alice,
      action: read,
      resource: document(id),
      context: { n: id },
    }));
    const { status, body } = await post('evaluations', { evaluations });
    assert.equal(status, 200);
    assert.deepEqual(decisions(body), [false, true, false]);
    assert.deepEqual(asked, evaluations);
  });

  test('7.1 top-level keys may be missing where every evaluation has its own', async (t) => {
    const { post, asked } = pdp(t);
    const { body } = await post('evaluations', {
      evaluations: [
        { subject: alice, action: read, resource: document('a') },
        { subject: bob, action: read, resource: document('b') },
      ],
    });
    assert.deepEqual(decisions(body), [true, true]);
    assert.deepEqual(
      asked.map(({ subject }) => subject.id),
      [alice.id, bob.id],
    );
  });

  for (const evaluations of [{}, 'x', 1, null, true]) {
    test(`7.1 evaluations that are no array are a 400: ${JSON.stringify(evaluations)}`, async (t) => {
      const { post } = pdp(t);
      const answer = await post('evaluations', { ...EXAMPLE, evaluations });
      assert.equal(answer.status, 400);
      assert.match(answer.body.message, /evaluations must be an array/);
    });
  }

  test('7.1.1 top-level keys are the defaults of every evaluation', async (t) => {
    const { post, asked } = pdp(t);
    const context = { time: '2024-05-31T15:22-07:00' };
    const { body } = await post('evaluations', {
      subject: alice,
      context,
      action: read,
      evaluations: [
        { resource: document('boxcarring.md') },
        { resource: document('subject-search.md') },
        { action: { name: 'can_edit' }, resource: document('resource-search.md') },
      ],
    });
    assert.deepEqual(decisions(body), [true, true, true]);
    assert.deepEqual(asked, [
      { subject: alice, action: read, resource: document('boxcarring.md'), context },
      { subject: alice, action: read, resource: document('subject-search.md'), context },
      { subject: alice, action: { name: 'can_edit' }, resource: document('resource-search.md'), context },
    ]);
  });

  test("7.1.1 an evaluation's own key takes the place of the default as a whole", async (t) => {
    const { post, asked } = pdp(t);
    await post('evaluations', {
      subject: { ...alice, properties: { role: 'admin' } },
      action: { ...read, properties: { soft: true } },
      resource: { ...document('a'), properties: { status: 'active' } },
      context: { a: 1, type: 'x', id: 'y' },
      evaluations: [
        { subject: bob, action: { name: 'can_edit' }, resource: document('b'), context: { b: 2 } },
        { subject: { ...bob, properties: {} }, context: {} },
      ],
    });
    assert.deepEqual(asked, [
      { subject: bob, action: { name: 'can_edit' }, resource: document('b'), context: { b: 2 } },
      {
        subject: { ...bob, properties: {} },
        action: { ...read, properties: { soft: true } },
        resource: { ...document('a'), properties: { status: 'active' } },
        context: {},
      },
    ]);
  });

  test("7.1.1 a required member that an evaluation's own key leaves out is the default's", async (t) => {
    const { post, asked } = pdp(t);
    const { body } = await post('evaluations', {
      subject: alice,
      action: { ...read, properties: { soft: true } },
      resource: { type: 'record', properties: { status: 'archived' } },
      evaluations: [
        { resource: { id: 'record-1', properties: { status: 'active' } } },
        { resource: { type: 'note', id: 'n' }, action: { properties: { soft: false } } },
      ],
    });
    assert.deepEqual(decisions(body), [true, true]);
    assert.deepEqual(
      asked.map(({ action, resource }) => [action, resource]),
      [
        [
          { ...read, properties: { soft: true } },
          { type: 'record', id: 'record-1', properties: { status: 'active' } },
        ],
        [
          { ...read, properties: { soft: false } },
          { type: 'note', id: 'n' },
        ],
      ],
    );
  });

  test('7.1.1 a key that is neither in an evaluation nor at the top is an error of that evaluation', async (t) => {
    const { post } = pdp(t);
    const { status, body } = await post('evaluations', {
      subject: alice,
      action: read,
      evaluations: [{ resource: document('a') }, {}],
    });
    assert.equal(status, 200);
    assert.equal(body.evaluations[0].decision, true);
    assert.deepEqual(body.evaluations[1], {
      decision: false,
      context: { error: { status: 400, message: 'evaluations[1]: resource is missing' } },
    });
  });

  test('7.1.2 options are optional, and those that are not known are ignored', async (t) => {
    const { post } = pdp(t);
    for (const options of [undefined, {}, { another_option: 'value' }]) {
      const answer = await post('evaluations', { ...EXAMPLE, evaluations: [{}], options });
      assert.deepEqual(decisions(answer.body), [true]);
    }
    for (const options of [null, [], 'x', 1]) {
      const answer = await post('evaluations', { ...EXAMPLE, evaluations: [{}], options });
      assert.equal(answer.status, 400);
      assert.match(answer.body.message, /options must be an object/);
    }
  });

  describe('7.1.2.1', () => {
    const outcomes = [true, true, false, true, false];
    const ask = (semantic: unknown, allowed: readonly boolean[]) => ({
      subject: alice,
      action: read,
      ...(semantic === undefined ? {} : { options: { evaluations_semantic: semantic } }),
      evaluations: allowed.map((allow) => ({ resource: document(String(allow)) })),
    });
    const cases: [semantic: string | undefined, allowed: boolean[], answered: boolean[]][] = [
      [undefined, outcomes, outcomes],
      ['execute_all', outcomes, outcomes],
      ['deny_on_first_deny', outcomes, [true, true, false]],
      ['deny_on_first_deny', [true, true], [true, true]],
      ['deny_on_first_deny', [false, true], [false]],
      ['permit_on_first_permit', outcomes, [true]],
      ['permit_on_first_permit', [false, false, true, false], [false, false, true]],
      ['permit_on_first_permit', [false, false], [false, false]],
    ];
    for (const [semantic, allowed, answered] of cases) {
      const name = `7.1.2.1 ${semantic ?? 'no semantic, so execute_all'}: ${allowed} is answered by ${answered}`;
      test(name, async (t) => {
        const { post, asked, events } = pdp(t, ({ resource }) => resource.id === 'true');
        const { status, body } = await post('evaluations', ask(semantic, allowed));
        assert.equal(status, 200);
        assert.deepEqual(decisions(body), answered);
        assert.equal(asked.length, answered.length, 'what is not answered is not decided');
        assert.equal(events.length, answered.length);
      });
    }

    test('7.1.2.1 deny_on_first_deny ends at an error as at a denial', async (t) => {
      const { post, asked } = pdp(t);
      const request = ask('deny_on_first_deny', [true, true, true]);
      const evaluations = request.evaluations.with(1, { resource: document('') });
      const { body } = await post('evaluations', { ...request, evaluations });
      assert.deepEqual(decisions(body), [true, false]);
      assert.equal(body.evaluations[1].context.error.status, 400);
      assert.equal(asked.length, 1);
    });

    test('7.1.2.1 permit_on_first_permit goes on after an error', async (t) => {
      const { post } = pdp(t);
      const request = ask('permit_on_first_permit', [true, true, true]);
      const evaluations = request.evaluations.with(0, { resource: document('') });
      const { body } = await post('evaluations', { ...request, evaluations });
      assert.deepEqual(decisions(body), [false, true]);
    });

    for (const semantic of ['all', '', 'EXECUTE_ALL', 'toString', 1, null, ['execute_all'], {}]) {
      test(`7.1.2.1 no other value is taken: ${JSON.stringify(semantic)}`, async (t) => {
        const { post, asked } = pdp(t);
        for (const evaluations of [ask(semantic, [true]).evaluations, []]) {
          const answer = await post('evaluations', {
            ...EXAMPLE,
            evaluations,
            options: { evaluations_semantic: semantic },
          });
          assert.equal(answer.status, 400);
          assert.match(
            answer.body.message,
            /evaluations_semantic must be one of execute_all, deny_on_first_deny, permit_on_first_permit/,
          );
        }
        assert.deepEqual(asked, []);
      });
    }
  });

  test('7.2 decisions come in the order of the evaluations', async (t) => {
    const { post } = pdp(t, ({ resource }) => Number(resource.id) % 3 === 0);
    const evaluations = Array.from({ length: 100 }, (_, index) => ({ resource: document(String(index)) }));
    const { body } = await post('evaluations', { subject: alice, action: read, evaluations });
    assert.deepEqual(
      decisions(body),
      evaluations.map((_, index) => index % 3 === 0),
    );
  });

  test('7.2 each is a decision as a single evaluation gives it, and there is none at the top', async (t) => {
    const reasons = [{ code: 'out_of_scope', message: 'out of scope' }];
    const { post } = pdp(t, ({ resource }) => ({ allow: resource.id === 'a', reasons, masks: ['cost'] }));
    const { body } = await post('evaluations', {
      subject: alice,
      action: read,
      evaluations: [{ resource: document('a') }, { resource: document('b') }],
    });
    assert.deepEqual(Object.keys(body), ['evaluations']);
    const single = (id: string) =>
      post('evaluation', { subject: alice, action: read, resource: document(id) });
    assert.deepEqual(body.evaluations, [(await single('a')).body, (await single('b')).body]);
    assert.deepEqual(body.evaluations[1].context.reasons, reasons);
  });

  test('7.2.1 what is wrong with the whole is an error of the whole', async (t) => {
    const { post, asked } = pdp(t);
    const evaluations = [{ resource: document('a') }];
    for (const body of ['', '{', '[]', 'null', JSON.stringify({ evaluations }).slice(0, -1)]) {
      const answer = await post('evaluations', body);
      assert.equal(answer.status, 400, body);
    }
    assert.equal((await post('evaluations', EXAMPLE, { 'content-type': 'text/plain' })).status, 400);
    assert.deepEqual(asked, []);
  });

  test('7.2.1 what is wrong with one evaluation is a denial that says what, and the others are decided', async (t) => {
    const { post } = pdp(t);
    const good = { resource: document('a') };
    const wrong: [item: unknown, message: string][] = [
      [1, 'it must be an object'],
      [null, 'it must be an object'],
      [[good], 'it must be an object'],
      [{ resource: 'a' }, 'resource must be an object'],
      [{ resource: null }, 'resource must be an object'],
      [{ resource: { type: 'document' } }, 'resource.id is missing'],
      [{ resource: { type: 1, id: 'a' } }, 'resource.type must be a string that is not empty'],
      [{ resource: { ...document('a'), properties: [] } }, 'resource.properties must be an object'],
      [{ ...good, subject: { type: 'user', id: '' } }, 'subject.id must be a string that is not empty'],
      [{ ...good, action: { name: 7 } }, 'action.name must be a string that is not empty'],
      [{ ...good, context: [] }, 'context must be an object'],
    ];
    const { status, body } = await post('evaluations', {
      subject: alice,
      action: read,
      evaluations: wrong.flatMap(([item]) => [item, good]),
    });
    assert.equal(status, 200);
    wrong.forEach(([, message], index) => {
      const error = { status: 400, message: `evaluations[${2 * index}]: ${message}` };
      assert.deepEqual(body.evaluations[2 * index], { decision: false, context: { error } });
      assert.equal(body.evaluations[2 * index + 1].decision, true);
    });
  });

  test('7.2.1 a default that is wrong is an error of the evaluations that need it', async (t) => {
    const { post } = pdp(t);
    const { body } = await post('evaluations', {
      subject: 'alice',
      action: read,
      resource: document('a'),
      evaluations: [{}, { subject: bob }, {}],
    });
    assert.deepEqual(decisions(body), [false, true, false]);
    assert.match(body.evaluations[2].context.error.message, /evaluations\[2\]: subject must be an object/);
  });
});
