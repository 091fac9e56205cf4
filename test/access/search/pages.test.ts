import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Turns } from '../../../src/access/deciding/turns.ts';
import { posternEntities } from '../../../src/access/search/entities.ts';
import { KeyWindows } from '../../../src/access/search/key-windows.ts';
import type { DecisionRequest } from '../../../src/policy/decision.ts';
import type { Evaluation, PolicyEngine } from '../../../src/policy/policy-engine.ts';
import { change, deciding, documentOf, type SearchApiOptions, searchApi } from './support.ts';

const people = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`u${String(n).padStart(5, '0')}`, {}]));
const WHO = {
  subject: { type: 'user' },
  action: { name: 'docs.read' },
  resource: { type: 'account', id: '123' },
};

function api(t: TestContext, options: Partial<SearchApiOptions> = {}) {
  const made = searchApi({
    document: documentOf({ users: people(100), resources: {} }),
    engine: deciding(() => true),
    ...options,
  });
  t.after(() => made.close());
  return made;
}

async function firstToken(post: ReturnType<typeof searchApi>['post'], body: object = WHO): Promise<string> {
  const answer = await post('search/subject', { ...body, page: { limit: 10 } });
  assert.equal(answer.status, 200);
  return answer.body.page.next_token;
}

describe('page tokens', () => {
  test('a token that was tampered with, cut, or made up is refused, whatever was changed', async (t) => {
    const { post } = api(t);
    const token = await firstToken(post);
    const bytes = Buffer.from(token, 'base64url');
    const wrong = ['x', 'AQ', token.slice(0, -4), `${token}AAAA`, 'A'.repeat(5000), '\u0000'];
    for (let at = 0; at < bytes.length; at += 7) {
      const copy = Buffer.from(bytes);
      copy[at] = (copy[at] ?? 0) ^ 1;
      wrong.push(copy.toString('base64url'));
    }
    for (const one of wrong) {
      const answer = await post('search/subject', { ...WHO, page: { token: one } });
      assert.equal(answer.status, 400, one);
      assert.match(answer.body.message, /begin the search again/);
    }
  });

  test('a token tells nothing of the entities that were passed over', async (t) => {
    const { post } = api(t, { engine: deciding(({ subject }) => subject.id > 'u00050') });
    const token = await firstToken(post);
    const text = Buffer.from(token, 'base64url').toString('latin1');
    assert.ok(!text.includes('u000') && !token.includes('u000'));
    assert.notEqual(await firstToken(post), token, 'the same place has another token each time');
  });

  test('processes with the same secret read one another’s tokens, others do not', async (t) => {
    const [one, two, other] = ['s', 's', 't'].map((tokenSecret) => api(t, { tokenSecret }));
    assert.ok(one !== undefined && two !== undefined && other !== undefined);
    const page = { limit: 10, token: await firstToken(one.post) };
    const next = await two.post('search/subject', { ...WHO, page });
    assert.equal(next.body.results[0].id, 'u00010');
    assert.equal((await other.post('search/subject', { ...WHO, page })).status, 400);
    assert.equal((await api(t).post('search/subject', { ...WHO, page })).status, 400);
  });

  test('a token goes on after a change of the data', async (t) => {
    const { post, document } = api(t);
    const token = await firstToken(post);
    change(document, 'users', 'u00009');
    change(document, 'users', 'u00010');
    change(document, 'users', 'u000105', {});
    const { body } = await post('search/subject', { ...WHO, page: { limit: 2, token: undefined } });
    assert.equal(body.context.revision, '1.4');
    const next = await post('search/subject', { ...WHO, page: { token } });
    assert.deepEqual(
      next.body.results.slice(0, 2).map(({ id }: { id: string }) => id),
      ['u000105', 'u00011'],
    );
    assert.equal(next.body.context.revision, '1.4');
  });

  test('a token of another policy or another epoch is a 409 that says to begin again', async (t) => {
    let engine: PolicyEngine = deciding(() => true);
    const { post, document } = api(t, { engine: () => engine });
    const page = { token: await firstToken(post) };
    engine = { ...engine, revision: 'policy-2' };
    const policy = await post('search/subject', { ...WHO, page });
    assert.equal(policy.status, 409);
    assert.match(policy.body.message, /the policy is another one.*begin the search again/);

    const after = { token: await firstToken(post) };
    const snapshot = document.beginSnapshot();
    snapshot.add('users', 'u1', '{}');
    snapshot.commit({ epoch: 2, number: 1 });
    const data = await post('search/subject', { ...WHO, page: after });
    assert.equal(data.status, 409);
    assert.match(data.body.message, /another history.*begin the search again/);
  });

  test('a process that is behind the page before waits until it is as far', async (t) => {
    const ahead = api(t, { tokenSecret: 's' });
    const behind = api(t, { tokenSecret: 's', limits: { patience: 100 } });
    change(ahead.document, 'users', 'x', {});
    const page = { token: await firstToken(ahead.post) };
    const late = await behind.post('search/subject', { ...WHO, page });
    assert.equal(late.status, 503);
    assert.equal(late.headers['retry-after'], '1');
    assert.match(late.body.message, /1\.2, and this process has 1\.1/);
    const patient = api(t, { tokenSecret: 's', document: behind.document });
    const answer = patient.post('search/subject', { ...WHO, page });
    await sleep(20);
    change(behind.document, 'users', 'x', {});
    assert.equal((await answer).status, 200);
  });
});

describe('pages', () => {
  test('nothing is cut off in silence: a page whose time is up has a token, even without results', async (t) => {
    const slow = deciding(({ subject }) => {
      const until = performance.now() + 1;
      while (performance.now() < until);
      return subject.id === 'u00099';
    });
    const { pages } = api(t, { engine: slow, limits: { budget: 10 } });
    const found = await pages('subject', WHO);
    assert.ok(found.length > 3, `${found.length} pages`);
    assert.deepEqual(
      found.flatMap(({ results }) => results),
      [{ type: 'user', id: 'u00099' }],
    );
    assert.ok(found.slice(0, -1).every(({ page }) => page.next_token !== ''));
  });

  test('a long search leaves the event loop to others', async (t) => {
    const slow = deciding(() => {
      const until = performance.now() + 0.2;
      while (performance.now() < until);
      return true;
    });
    const { post } = api(t, { engine: slow, limits: { turn: 2 } });
    let turns = 0;
    let over = false;
    const count = () => {
      turns += 1;
      if (!over) setImmediate(count);
    };
    count();
    await Promise.all(Array.from({ length: 4 }, () => post('search/subject', WHO)));
    over = true;
    // 400 decisions of 0.2 ms take 80 ms, in turns of about 2 ms each.
    assert.ok(turns > 20, `${turns} turns`);
  });

  test('a decision that takes long is waited for, and made again where the data changed meanwhile', async (t) => {
    const document = documentOf({ users: { a: {}, b: {}, c: {} }, resources: {} });
    const asked: string[] = [];
    const engine: PolicyEngine = {
      ...deciding(() => true),
      evaluateFully: async (_rule, input) => {
        const { subject } = input as DecisionRequest;
        asked.push(subject.id);
        if (asked.length === 1) change(document, 'users', 'd', {});
        return { kind: 'defined', result: subject.id !== 'b' };
      },
    };
    const { all } = api(t, { document, engine });
    assert.deepEqual(await all('subject', WHO), ['a', 'c', 'd']);
    assert.deepEqual(asked, ['a', 'a', 'b', 'c', 'd']);
  });

  test('a decision that never keeps up with the data says from when to when it was made', async (t) => {
    const document = documentOf({ users: { a: {}, b: {} }, resources: {} });
    let changes = 0;
    const engine: PolicyEngine = {
      ...deciding(() => true),
      evaluateFully: async () => {
        changes += 1;
        change(document, 'roles', `r${changes}`, {});
        return { kind: 'defined', result: true };
      },
    };
    const { pages } = api(t, { document, engine });
    const found = await pages('subject', WHO);
    assert.deepEqual(
      found.flatMap(({ results }) => results.map((one) => 'id' in one && one.id)),
      ['a', 'b'],
    );
    assert.ok(found.every(({ context }) => context.revision !== context.revision_until));
    assert.deepEqual(found[0]?.context.revision_until, '1.4');
  });

  test('what the policy could not decide is counted, and not found', async (t) => {
    const failing: Evaluation = { kind: 'failed', message: 'it trapped' };
    const engine: PolicyEngine = {
      ...deciding(() => true),
      evaluate: (_rule, input) =>
        (input as DecisionRequest).subject.id < 'u00098' ? failing : { kind: 'defined', result: true },
    };
    const { post } = api(t, { engine });
    const { body } = await post('search/subject', WHO);
    assert.equal(body.results.length, 2);
    assert.deepEqual(body.context.failed, { count: 98, message: 'it trapped' });
  });

  test('without a policy, or the registry that the policy reads, nothing is found out', async (t) => {
    const none = api(t, { engine: () => undefined });
    const answer = await none.post('search/subject', WHO);
    assert.equal(answer.status, 503);
    assert.equal(answer.headers['retry-after'], '1');

    const document = documentOf({ users: people(3) });
    const { post } = api(t, { document });
    const request = { ...WHO, subject: { type: 'user', id: 'u00000' }, resource: { type: 'account' } };
    const refused = await post('search/resource', request);
    assert.equal(refused.status, 409);
    assert.match(refused.body.message, /registry is not kept here/);
    const own = await post('search/resource', { ...request, resource: { type: 'user' } });
    assert.equal(own.body.results.length, 3);

    const reading = api(t, { document, engine: { ...deciding(() => true), readsResources: true } });
    const denied = await reading.post('evaluation', { ...request, resource: { type: 'account', id: '1' } });
    assert.equal(denied.body.decision, false);
    assert.match(denied.body.context.reasons[0].message, /the registry is not here yet/);
    const snapshot = document.beginSnapshot();
    snapshot.setValue('resources', '{}');
    snapshot.commit({ epoch: 1, number: 2 });
    const allowed = await reading.post('evaluation', { ...request, resource: { type: 'account', id: '1' } });
    assert.equal(allowed.body.decision, true);
  });

  test('data of one’s own lacks no registry', async (t) => {
    const document = documentOf({ users: people(3) });
    const snapshot = document.beginSnapshot();
    snapshot.add('users', 'a', '{}');
    snapshot.commit({ epoch: 0, number: 1 });
    const engine: PolicyEngine = { ...deciding(() => true), readsResources: true };
    const { post, all } = api(t, { document, engine, entities: posternEntities });
    const resource = { type: 'account', id: '1' };
    const request = { subject: { type: 'user', id: 'a' }, action: { name: 'x' }, resource };
    assert.equal((await post('evaluation', request)).body.decision, true);
    assert.deepEqual(await all('resource', request), []);
    assert.deepEqual(await all('subject', request, 1), ['a']);
  });
});

describe('keys in order', () => {
  const names = Object.keys(people(500));

  test('windows follow changes and snapshots while they are read and afterwards', async (t) => {
    const document = documentOf({ users: people(500), others: people(3) });
    const windows = new KeyWindows({ data: document, turns: new Turns(2), size: 40, kept: 3 });
    t.after(() => windows.close());
    const readAfter = async (prefix: string, after: string | undefined) => {
      for (;;) {
        const window = windows.read('users', prefix, after);
        if (!(window instanceof Promise)) return { ...window, keys: [...window.keys] };
        await window;
      }
    };
    const read = async () => {
      const found: string[] = [];
      let after: string | undefined;
      for (;;) {
        const { keys, start, to } = await readAfter('u', after);
        found.push(...keys.slice(start));
        if (to === undefined) return found;
        after = to;
      }
    };
    assert.deepEqual(await read(), names);
    change(document, 'users', 'u00000');
    change(document, 'users', 'u00123');
    change(document, 'users', 'u001235', {});
    change(document, 'users', 'zzz', {});
    change(document, 'others', 'u00124');
    const expected = names.filter((name) => !['u00000', 'u00123'].includes(name));
    expected.push('u001235');
    assert.deepEqual(await read(), expected.sort());

    const reading = readAfter('', 'u00400');
    change(document, 'users', 'u00401');
    change(document, 'users', 'u004015', {});
    const { keys, start } = await reading;
    assert.deepEqual(keys.slice(start, start + 2), ['u004015', 'u00402']);

    const snapshot = document.beginSnapshot();
    snapshot.add('users', 'u1', '{}');
    const during = readAfter('', 'u00450');
    snapshot.commit({ epoch: 2, number: 1 });
    assert.deepEqual((await during).keys, ['u1']);
    assert.deepEqual(await read(), ['u1']);
  });

  test('many who read different parts at once all come to an end', async (t) => {
    const document = documentOf({ users: people(500) });
    const windows = new KeyWindows({ data: document, turns: new Turns(2), size: 10, kept: 2 });
    t.after(() => windows.close());
    const next = async (name: string) => {
      for (;;) {
        const window = windows.read('users', '', name);
        if (!(window instanceof Promise)) return window.keys[window.start];
        await window;
      }
    };
    assert.deepEqual(await Promise.all(names.map(next)), [...names.slice(1), undefined]);
  });
});
