import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import type { DecisionLog } from '../../../src/access/decision-log/decision-log.ts';
import type { DecisionEvent } from '../../../src/access/decision-log/event.ts';
import { parseEntities } from '../../../src/access/search/entities.ts';
import type { DecisionRequest } from '../../../src/policy/decision.ts';
import { type Data, deciding, documentOf, type SearchApiOptions, searchApi } from './support.ts';

const DATA: Data = {
  users: {
    alice: { organizations: ['north'], teams: [] },
    bob: { organizations: ['south'], teams: [] },
    carol: { organizations: ['north'], teams: ['t1'] },
  },
  roles: { tech: { permissions: {} } },
  permissions: { 'docs.edit': {}, 'docs.read': {}, 'docs.share': {} },
  resources: {
    'account/123': { owner: 'alice' },
    'account/456': { owner: 'bob' },
    'account/789': { owner: 'alice', status: 'closed' },
    'accounting/1': { owner: 'alice' },
  },
};
const READ = { action: { name: 'docs.read' }, resource: { type: 'account', id: '123' } };

function api(
  t: TestContext,
  allow: (request: DecisionRequest) => boolean,
  more: Partial<SearchApiOptions> = {},
) {
  const made = searchApi({ document: documentOf(DATA), engine: deciding(allow), ...more });
  t.after(() => made.close());
  return made;
}

const owns = ({ subject, resource }: DecisionRequest) => resource.properties?.owner === subject.id;

describe('AuthZEN 1.0, section 8: search', () => {
  test('8.1 every result is permitted when it is evaluated', async (t) => {
    const { all, post } = api(t, owns);
    const found = await all('resource', {
      subject: { type: 'user', id: 'alice' },
      action: { name: 'docs.read' },
      resource: { type: 'account' },
    });
    assert.deepEqual(found, ['123', '789']);
    for (const id of ['123', '456', '789']) {
      const answer = await post('evaluation', {
        subject: { type: 'user', id: 'alice' },
        action: { name: 'docs.read' },
        resource: { type: 'account', id },
      });
      assert.equal(answer.body.decision, found.includes(id), id);
    }
  });

  test('8.2 a part of the results comes with a token, and the last page with an empty one', async (t) => {
    const { pages } = api(t, () => true);
    const found = await pages('subject', { subject: { type: 'user' }, ...READ }, 2);
    assert.deepEqual(
      found.map(({ results, page }) => [results.length, page.count, page.next_token !== '']),
      [
        [2, 2, true],
        [1, 1, false],
      ],
    );
  });

  test('8.2 a token with another entity, action, context or limit is an error', async (t) => {
    const { post } = api(t, () => true);
    const first = { subject: { type: 'user' }, ...READ, context: { a: 1, b: 2 } };
    const { body } = await post('search/subject', { ...first, page: { limit: 1 } });
    const page = { limit: 1, token: body.page.next_token };
    const refused = [
      { ...first, subject: { type: 'role' } },
      { ...first, action: { name: 'docs.edit' } },
      { ...first, resource: { type: 'account', id: '456' } },
      { ...first, context: { a: 1, b: 3 } },
      { ...first, page: { ...page, limit: 2 } },
    ];
    for (const request of refused) {
      const answer = await post('search/subject', { page, ...request });
      assert.equal(answer.status, 400, JSON.stringify(request));
      assert.match(answer.body.message, /page\.(token|limit)/);
    }
    const reordered = { page, context: { b: 2, a: 1 }, ...READ, subject: { type: 'user', id: 'whoever' } };
    assert.equal((await post('search/subject', reordered)).status, 200);
    const other = await post('search/resource', {
      page,
      subject: { type: 'user', id: 'alice' },
      ...READ,
    });
    assert.equal(other.status, 400);
  });

  test('8.2.1 a limit is a number of results that is not negative, and may be left out with a token', async (t) => {
    const { post } = api(t, () => true);
    const first = { subject: { type: 'user' }, ...READ };
    for (const limit of [-1, 1.5, '2', null, 2 ** 60]) {
      const answer = await post('search/subject', { ...first, page: { limit } });
      assert.equal(answer.status, 400, String(limit));
      assert.match(answer.body.message, /page\.limit must be an integer/);
    }
    const none = await post('search/subject', { ...first, page: { limit: 0 } });
    assert.deepEqual(none.body.results, []);
    assert.notEqual(none.body.page.next_token, '');
    const one = await post('search/subject', { ...first, page: { limit: 1 } });
    const next = await post('search/subject', { ...first, page: { token: one.body.page.next_token } });
    assert.deepEqual(next.body.results, [{ type: 'user', id: 'bob' }]);
    assert.equal((await post('search/subject', { ...first, page: [] })).status, 400);
    assert.equal((await post('search/subject', { ...first, page: { token: 7 } })).status, 400);
  });

  test('8.2.1 a larger limit than a page may have gives a smaller page with a token', async (t) => {
    const { pages } = api(t, () => true, { limits: { most: 2 } });
    const found = await pages('subject', { subject: { type: 'user' }, ...READ }, 1_000_000);
    assert.deepEqual(
      found.map(({ results }) => results.length),
      [2, 1],
    );
  });

  test('8.2.2 the page says how many results it has', async (t) => {
    const { post } = api(t, () => true);
    const { body } = await post('search/subject', { subject: { type: 'user' }, ...READ });
    assert.deepEqual(body.page, { next_token: '', count: 3 });
  });

  test('8.3 the page comes first, and there are results even where there are none', async (t) => {
    const { post } = api(t, () => false);
    const answer = await post('search/subject', { subject: { type: 'user' }, ...READ });
    assert.equal(answer.status, 200);
    assert.match(String(answer.headers['content-type']), /^application\/json/);
    assert.deepEqual(Object.keys(answer.body), ['page', 'context', 'results']);
    assert.deepEqual(answer.body.results, []);
    assert.deepEqual(answer.body.context, { revision: '1.1', policy_revision: 'policy-1' });
    assert.equal(answer.headers['postern-revision'], '1.1');
  });

  test('8.4.1 a subject search ignores the id of the subject, whatever it is', async (t) => {
    const { all, post } = api(t, ({ subject }) => subject.id !== 'bob');
    for (const id of [undefined, 'bob', '', 7, null]) {
      assert.deepEqual(await all('subject', { subject: { type: 'user', id }, ...READ }), ['alice', 'carol']);
    }
    const answer = await post('search/subject', { subject: { type: 'user' }, ...READ });
    assert.deepEqual(answer.body.results[0], { type: 'user', id: 'alice' });
  });

  test('8.4.1 what a subject search needs is demanded', async (t) => {
    const { post } = api(t, () => true);
    const whole = { subject: { type: 'user' }, ...READ };
    const wrong: [string, object][] = [
      ['subject is missing', { ...whole, subject: undefined }],
      ['subject.type is missing', { ...whole, subject: {} }],
      ['action is missing', { ...whole, action: undefined }],
      ['resource is missing', { ...whole, resource: undefined }],
      ['resource.id is missing', { ...whole, resource: { type: 'account' } }],
      ['context must be an object', { ...whole, context: 1 }],
    ];
    for (const [message, body] of wrong) {
      assert.deepEqual((await post('search/subject', body)).body, { status: 400, message });
    }
    assert.equal((await post('search/subject', '[]')).status, 400);
    assert.equal(
      (await post('search/subject', JSON.stringify(whole), { 'content-type': 'text/plain' })).status,
      400,
    );
  });

  test('8.4 what else is said of the subject goes to every evaluation', async (t) => {
    const { all } = api(t, ({ subject, context }) => subject.properties?.vip === context?.vip);
    const request = { subject: { type: 'user', properties: { vip: 1 } }, ...READ };
    assert.equal((await all('subject', { ...request, context: { vip: 1 } })).length, 3);
    assert.equal((await all('subject', { ...request, context: { vip: 2 } })).length, 0);
  });

  test('8.5.1 a resource search ignores the id of the resource, and finds only resources of its type', async (t) => {
    const { post } = api(t, owns);
    const { body } = await post('search/resource', {
      subject: { type: 'user', id: 'alice' },
      action: { name: 'docs.read' },
      resource: { type: 'account', id: '456' },
    });
    assert.deepEqual(body.results, [
      { type: 'account', id: '123' },
      { type: 'account', id: '789' },
    ]);
  });

  test('8.5 given properties of the resource win over those that are registered', async (t) => {
    const { all } = api(t, owns);
    const request = { subject: { type: 'user', id: 'bob' }, action: { name: 'docs.read' } };
    const resource = { type: 'account', properties: { owner: 'bob' } };
    assert.deepEqual(await all('resource', { ...request, resource }), ['123', '456', '789']);
  });

  test('8.5 users, roles and the like are resources with the properties that the management API names', async (t) => {
    const seen: unknown[] = [];
    const { all } = api(t, ({ resource }) => seen.push(resource.properties) > 0);
    const request = { subject: { type: 'user', id: 'alice' }, action: { name: 'users.view' } };
    assert.deepEqual(await all('resource', { ...request, resource: { type: 'user' } }), [
      'alice',
      'bob',
      'carol',
    ]);
    assert.deepEqual(seen[2], { organizations: ['north'], teams: ['t1'], owner: 'carol' });
    assert.deepEqual(await all('resource', { ...request, resource: { type: 'role' } }), ['tech']);
  });

  test('8.6.1 an action search has no action, and one that is there is ignored', async (t) => {
    const { post } = api(t, ({ action }) => action.name !== 'docs.share');
    const request = { subject: { type: 'user', id: 'alice' }, resource: { type: 'account', id: '123' } };
    for (const action of [undefined, { name: 'docs.share' }, 'nonsense']) {
      const { body } = await post('search/action', { ...request, action });
      assert.deepEqual(body.results, [{ name: 'docs.edit' }, { name: 'docs.read' }]);
    }
  });

  test('8.6 the actions are those that were named, where any were', async (t) => {
    const { all } = api(t, () => true, { actions: ['write', 'read', 'write'] });
    const request = { subject: { type: 'user', id: 'alice' }, resource: { type: 'account', id: '123' } };
    assert.deepEqual(await all('action', request, 1), ['read', 'write']);
  });

  test('8 an unknown type finds nothing', async (t) => {
    const { all } = api(t, () => true);
    assert.deepEqual(await all('subject', { subject: { type: 'ghost' }, ...READ }), []);
    assert.deepEqual(await all('subject', { subject: { type: 'a/b' }, ...READ }), []);
    const resource = { subject: { type: 'user', id: 'alice' }, action: { name: 'docs.read' } };
    assert.deepEqual(await all('resource', { ...resource, resource: { type: 'ghost' } }), []);
    assert.deepEqual(await all('resource', { ...resource, resource: { type: 'account/123' } }), []);
  });

  test('8 entities by options are the records of the collections, and nothing else is', async (t) => {
    const entities = parseEntities(['user=users', 'record=resources']);
    const { all } = api(t, () => true, { entities });
    assert.deepEqual(await all('subject', { subject: { type: 'user' }, ...READ }), ['alice', 'bob', 'carol']);
    const request = { subject: { type: 'user', id: 'alice' }, action: { name: 'docs.read' } };
    assert.equal((await all('resource', { ...request, resource: { type: 'record' } })).length, 4);
    assert.deepEqual(await all('resource', { ...request, resource: { type: 'account' } }), []);
  });

  test('8 a page is one entry in the decision log', async (t) => {
    const events: DecisionEvent[] = [];
    const decisionLog = { record: (event: DecisionEvent) => events.push(event) } as unknown as DecisionLog;
    const { all } = api(t, () => true, { decisionLog });
    await all('subject', { subject: { type: 'user' }, ...READ }, 2);
    assert.deepEqual(
      events.map(({ path, result, revision }) => [path, revision, result]),
      [
        [
          'authz/decision',
          '1.1',
          {
            search: 'subject',
            results: [
              { type: 'user', id: 'alice' },
              { type: 'user', id: 'bob' },
            ],
            complete: false,
          },
        ],
        [
          'authz/decision',
          '1.1',
          { search: 'subject', results: [{ type: 'user', id: 'carol' }], complete: true },
        ],
      ],
    );
    assert.deepEqual(events[0]?.input, { subject: { type: 'user' }, ...READ });
  });

  test('10.1.3 a request id comes back', async (t) => {
    const { post } = api(t, () => true);
    const answer = await post(
      'search/subject',
      { subject: { type: 'user' }, ...READ },
      { 'x-request-id': 'r-1' },
    );
    assert.equal(answer.headers['x-request-id'], 'r-1');
  });
});
