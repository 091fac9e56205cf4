import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { parseEntities } from '../../../src/access/search/entities.ts';
import type { DecisionRequest } from '../../../src/policy/decision.ts';
import { documentOf } from '../search/support.ts';
import { pdp } from './support.ts';

/*
 * The OpenID Foundation's "AuthZEN Authorization API 1.0 - Certification Scenario" (openid/authzen, certification/), by its
 * numbers; what it has in common with the specification is in the other tests of this folder.
 */

const [alice, bob] = ['alice', 'bob'].map((id) => ({ type: 'user', id }));
const admin = { type: 'user', id: 'bob', properties: { role: 'admin' } };
const record = (number: number, status?: string) => ({
  type: 'record',
  id: `record-${number}`,
  ...(status === undefined ? {} : { properties: { status } }),
});
const can = (name: string) => ({ action: { name } });

const USERS: Record<string, { properties?: Record<string, unknown> }> = {
  alice: {},
  bob: { properties: { role: 'admin' } },
};

/** Section 1.4, rules 1 to 8; a policy looks up itself what is known of a subject. */
function fixture({ subject, action, resource }: DecisionRequest): boolean {
  switch (action.name) {
    case 'read':
      return ['alice', 'bob'].includes(subject.id);
    case 'write':
      if (resource.properties?.status === 'archived')
        return (subject.properties ?? USERS[subject.id]?.properties)?.role === 'admin';
      return subject.id === 'alice';
    case 'delete':
      return subject.id === 'alice' && action.properties?.soft === true;
    default:
      return false;
  }
}

/** Section 1: as `--entity user=users --entity record=records --action read --action write` set it up. */
function certified(t: TestContext) {
  const data = documentOf({
    users: USERS,
    records: {
      'record-1': { properties: { status: 'active' } },
      'record-2': { properties: { status: 'archived' } },
    },
  });
  const entities = parseEntities(['user=users', 'record=records']);
  return pdp(t, fixture, { data, search: { data, entities, actions: ['read', 'write'] } });
}

const evaluations: [number: string, request: object, decision: boolean][] = [
  ['2.2.1', { subject: alice, ...can('read'), resource: record(1) }, true],
  ['2.2.2', { subject: bob, ...can('write'), resource: record(1) }, false],
  ['2.2.3', { subject: alice, ...can('read'), resource: record(1), context: { ip: '192.168.1.1' } }, true],
  ['2.2.4', { subject: alice, ...can('write'), resource: record(2, 'archived') }, false],
  ['2.2.5', { subject: admin, ...can('write'), resource: record(2, 'archived') }, true],
  [
    '2.2.6',
    { subject: alice, action: { name: 'delete', properties: { soft: true } }, resource: record(1) },
    true,
  ],
  [
    '2.2.7',
    { subject: alice, action: { name: 'delete', properties: { soft: false } }, resource: record(1) },
    false,
  ],
  [
    '2.2.9',
    { subject: alice, ...can('read'), resource: record(1), foo: 'bar', future: { nested: true } },
    true,
  ],
];

const batches: [number: string, request: object, decisions: boolean[]][] = [
  ['3.2.2', { subject: bob, resource: record(1), evaluations: [can('read'), can('write')] }, [true, false]],
  [
    '3.2.3',
    {
      subject: alice,
      ...can('write'),
      evaluations: [{ resource: record(1, 'active') }, { resource: record(2, 'archived') }],
    },
    [true, false],
  ],
  [
    '3.2.4',
    {
      ...can('write'),
      resource: record(2, 'archived'),
      evaluations: [{ subject: alice }, { subject: admin }],
    },
    [false, true],
  ],
  [
    '3.2.7',
    {
      subject: alice,
      ...can('write'),
      resource: { type: 'record' },
      evaluations: [
        { resource: { id: 'record-1', properties: { status: 'active' } } },
        { resource: record(2, 'archived') },
      ],
    },
    [true, false],
  ],
  ['3.4.1', { subject: alice, ...can('read'), evaluations: [{ resource: record(1) }, {}] }, [true, false]],
];

const searches: [number: string, kind: string, request: object, found: string[]][] = [
  ['4.2.1', 'subject', { subject: { type: 'user' }, ...can('read'), resource: record(1) }, ['alice', 'bob']],
  [
    '4.2.2',
    'subject',
    { subject: { type: 'user' }, ...can('read'), resource: record(1), context: { a: 1 } },
    ['alice', 'bob'],
  ],
  [
    '4.3.1',
    'resource',
    { subject: alice, ...can('read'), resource: { type: 'record' } },
    ['record-1', 'record-2'],
  ],
  ['4.3.3', 'resource', { subject: admin, ...can('write'), resource: { type: 'record' } }, ['record-2']],
  ['4.4.1', 'action', { subject: alice, resource: record(1) }, ['read', 'write']],
  ['4.4.3', 'action', { subject: admin, resource: record(2, 'archived') }, ['read', 'write']],
  ['4.6.1', 'action', { subject: { type: 'user', id: 'nonexistent-user' }, resource: record(1) }, []],
  ['4.6.2', 'subject', { subject: { type: 'spaceship' }, ...can('read'), resource: record(1) }, []],
];

describe('the certification scenario', () => {
  for (const [number, request, decision] of evaluations) {
    test(`${number} an evaluation is ${decision}, each time`, async (t) => {
      const { post } = certified(t);
      for (let time = 0; time < 3; time += 1) {
        const { status, body } = await post('evaluation', request);
        assert.deepEqual([status, body.decision], [200, decision]);
      }
    });
  }

  for (const [number, request, decisions] of batches) {
    test(`${number} evaluations are ${decisions}`, async (t) => {
      const { status, body } = await certified(t).post('evaluations', request);
      assert.equal(status, 200);
      assert.deepEqual(
        body.evaluations.map(({ decision }: { decision: boolean }) => decision),
        decisions,
      );
    });
  }

  for (const [number, kind, request, found] of searches) {
    test(`${number} a search for a ${kind} finds ${found.join(', ') || 'nothing'}`, async (t) => {
      const { status, body } = await certified(t).post(`search/${kind}`, request);
      assert.equal(status, 200);
      assert.deepEqual(
        body.results.map(({ id, name }: { id?: string; name?: string }) => id ?? name),
        found,
      );
    });
  }

  test('4.2.4 a search for subjects finds who may by what is known of them', async (t) => {
    const request = { subject: { type: 'user' }, ...can('write'), resource: record(2, 'archived') };
    const { body } = await certified(t).post('search/subject', request);
    assert.deepEqual(
      body.results.map(({ id }: { id: string }) => id),
      ['bob'],
    );
  });

  test('4.5.1, 4.5.2 pages have a token until the end, where it is empty', async (t) => {
    const { post } = certified(t);
    const request = { subject: { type: 'user' }, ...can('read'), resource: record(1) };
    const first = await post('search/subject', { ...request, page: { limit: 1 } });
    assert.equal(first.body.results.length, 1);
    const token = first.body.page.next_token;
    const last = await post('search/subject', { ...request, page: { token } });
    assert.equal(last.status, 200);
    assert.deepEqual(last.body.results, [{ type: 'user', id: 'bob' }]);
    assert.equal(last.body.page.next_token, '');
  });

  for (const [number, kind, request] of [
    ['4.7.1', 'subject', { subject: { type: 'user' }, resource: record(1) }],
    ['4.7.1', 'resource', { ...can('read'), resource: { type: 'record' } }],
    ['4.7.1', 'action', { subject: alice }],
    ['4.7.2', 'subject', { subject: { type: 'user' }, ...can('read'), resource: { type: 'record' } }],
    ['4.7.2', 'resource', { subject: { type: 'user' }, ...can('read'), resource: { type: 'record' } }],
  ] as const) {
    test(`${number} a search for a ${kind} without what it needs is a 400`, async (t) => {
      assert.equal((await certified(t).post(`search/${kind}`, request)).status, 400);
    });
  }
});
