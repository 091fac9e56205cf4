import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EXAMPLE, pdp } from './support.ts';

const without = (path: string): unknown => {
  const copy = structuredClone(EXAMPLE) as Record<string, Record<string, unknown>>;
  const [member = '', inner] = path.split('.');
  if (inner === undefined) delete copy[member];
  else delete copy[member]?.[inner];
  return copy;
};
const withValue = (member: 'subject' | 'action' | 'resource', more: object): unknown => ({
  ...EXAMPLE,
  [member]: { ...EXAMPLE[member], ...more },
});
const SIMPLE_AND_COMPLEX = {
  text: 'x',
  number: 1.5,
  yes: true,
  nothing: null,
  list: [1, 'a', { b: [] }],
  object: { nested: { deep: 1 } },
};

describe('AuthZEN 1.0, sections 4 to 6: an evaluation', () => {
  test('4 the endpoints have v1 in their identifiers', async (t) => {
    const { get } = pdp(t, () => true, { baseUrl: 'https://pdp.example.com' });
    const { body } = await get('/.well-known/authzen-configuration');
    const { policy_decision_point: _, ...endpoints } = body;
    for (const url of Object.values(endpoints)) assert.match(String(url), /\/v1\//);
  });

  for (const [section, ofProperties, member] of [
    ['5.1', '5.1.1', 'subject'],
    ['5.2', '5.2.1', 'resource'],
  ] as const) {
    for (const key of ['type', 'id']) {
      test(`${section} ${member}.${key} is required`, async (t) => {
        const { post } = pdp(t);
        const answer = await post('evaluation', without(`${member}.${key}`));
        assert.deepEqual([answer.status, answer.body.message], [400, `${member}.${key} is missing`]);
      });
      test(`${section} ${member}.${key} is a string`, async (t) => {
        const { post } = pdp(t);
        for (const value of [1, true, null, {}, ['x']]) {
          assert.equal((await post('evaluation', withValue(member, { [key]: value }))).status, 400);
        }
      });
    }
    test(`${section} ${member}.properties is optional, and an object`, async (t) => {
      const { post, asked } = pdp(t);
      assert.equal((await post('evaluation', withValue(member, { properties: {} }))).status, 200);
      assert.deepEqual(asked[0]?.[member].properties, {});
      for (const properties of ['x', 1, [], null]) {
        assert.equal((await post('evaluation', withValue(member, { properties }))).status, 400);
      }
    });
    test(`${ofProperties} properties of a ${member} have simple and complex values`, async (t) => {
      const { post, asked } = pdp(t);
      assert.equal(
        (await post('evaluation', withValue(member, { properties: SIMPLE_AND_COMPLEX }))).status,
        200,
      );
      assert.deepEqual(asked[0]?.[member].properties, SIMPLE_AND_COMPLEX);
    });
  }

  test('5.3 action.name is required, and a string', async (t) => {
    const { post } = pdp(t);
    assert.equal((await post('evaluation', without('action.name'))).status, 400);
    for (const name of [1, null, {}, []]) {
      assert.equal((await post('evaluation', withValue('action', { name }))).status, 400);
    }
  });

  test('5.3.1 properties of an action are optional, and an object', async (t) => {
    const { post, asked } = pdp(t);
    assert.equal((await post('evaluation', without('action.properties'))).status, 200);
    assert.deepEqual(asked[0]?.action, { name: 'can_read' });
    await post('evaluation', withValue('action', { properties: SIMPLE_AND_COMPLEX }));
    assert.deepEqual(asked[1]?.action.properties, SIMPLE_AND_COMPLEX);
    assert.equal((await post('evaluation', withValue('action', { properties: [] }))).status, 400);
  });

  test('5.4 the context is an object with any attributes', async (t) => {
    const { post, asked } = pdp(t);
    await post('evaluation', { ...EXAMPLE, context: SIMPLE_AND_COMPLEX });
    assert.deepEqual(asked[0]?.context, SIMPLE_AND_COMPLEX);
    for (const context of ['x', 1, [], null]) {
      assert.equal((await post('evaluation', { ...EXAMPLE, context })).status, 400);
    }
  });

  for (const allow of [true, false]) {
    test(`5.5 the decision is a boolean: ${allow}`, async (t) => {
      const { post } = pdp(t, () => allow);
      const { status, body } = await post('evaluation', EXAMPLE);
      assert.deepEqual([status, body.decision], [200, allow]);
    });
  }

  for (const result of [undefined, null, 'true', 1, {}, { allow: 'yes' }, [true]]) {
    test(`5.5 what is no decision is a denial: ${JSON.stringify(result)}`, async (t) => {
      const { post } = pdp(t, () => result);
      const { status, body } = await post('evaluation', EXAMPLE);
      assert.deepEqual([status, body.decision], [200, false]);
    });
  }

  test('5.5.1 the context of a decision is an object that says why', async (t) => {
    const reasons = [{ code: 'permission_required', message: 'can_read permission required' }];
    const { post } = pdp(t, () => ({ allow: false, reasons, masks: [] }));
    const { body } = await post('evaluation', EXAMPLE);
    assert.deepEqual(body.context, { reasons, masks: [], revision: '1.1', policy_revision: 'policy-1' });
  });

  test('6.1 the example of the specification is decided, and the policy sees all of it', async (t) => {
    const { post, asked } = pdp(t);
    assert.equal((await post('evaluation', EXAMPLE)).status, 200);
    assert.deepEqual(asked, [EXAMPLE]);
  });

  for (const member of ['subject', 'action', 'resource']) {
    test(`6.1 ${member} is required`, async (t) => {
      const { post, asked } = pdp(t);
      const answer = await post('evaluation', without(member));
      assert.deepEqual([answer.status, answer.body.message], [400, `${member} is missing`]);
      assert.deepEqual(asked, []);
    });
  }

  test('6.1 the context is optional', async (t) => {
    const { post, asked } = pdp(t);
    assert.equal((await post('evaluation', without('context'))).status, 200);
    assert.equal(Object.hasOwn(asked[0] ?? {}, 'context'), false);
  });

  test('6.2 the answer is a decision and nothing else', async (t) => {
    const { post } = pdp(t);
    const { body } = await post('evaluation', EXAMPLE);
    assert.deepEqual(Object.keys(body), ['decision', 'context']);
  });
});
