import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { shippedPolicy } from '../../src/policy/build/shipped-policy.ts';
import { type CheckRequest, createSidecar } from '../../src/sidecar.ts';
import { logLines } from '../support/log-lines.ts';
import { annaViews, smallCompany } from '../support/small-company.ts';

const { log } = logLines();
const bundle = await readFile(shippedPolicy.bundle);
const data = smallCompany(true);

describe('a sidecar in the process', () => {
  test('checks one, many, and searches, on a policy and data that the program has', async (t) => {
    const sidecar = createSidecar({ bundle, data, entities: { user: 'users' }, log });
    t.after(() => sidecar.close());
    await sidecar.ready;
    const denied: CheckRequest = { ...annaViews, subject: { type: 'user', id: 'nobody' } };
    const first = await sidecar.check(annaViews);
    assert.deepEqual(first, {
      allow: true,
      reasons: [],
      masks: [],
      revision: '0.1',
      policyRevision: sidecar.status().policy.active?.revision,
    });
    const second = await sidecar.check(denied);
    assert.equal(second.reasons[0]?.code, 'user_unknown');
    assert.deepEqual(await sidecar.checkAll([annaViews, denied, annaViews]), [first, second, first]);
    const { results } = await sidecar.search('subject', { ...annaViews, subject: { type: 'user' } });
    assert.deepEqual(results, [{ type: 'user', id: 'anna' }]);
    const actions = await sidecar.search('action', {
      subject: annaViews.subject,
      resource: annaViews.resource,
    });
    assert.deepEqual(actions.results, [{ name: 'assets.view' }]);
  });

  test('says why, as the decision API does', async (t) => {
    const sidecar = createSidecar({ bundle, data, log });
    t.after(() => sidecar.close());
    await sidecar.ready;
    const { sentence, explanation, ...decision } = await sidecar.why(annaViews);
    assert.deepEqual(decision, await sidecar.check(annaViews));
    assert.match(sentence, /^anna may assets\.view on .*in_scope/);
    assert.ok('because' in explanation && explanation.because.length > 0);
    const denied = await sidecar.why({ ...annaViews, subject: { type: 'user', id: 'nobody' } });
    assert.equal(denied.allow, false);
    assert.match(denied.sentence, /^nobody may not .*: no such user$/);
    await assert.rejects(sidecar.why({} as CheckRequest), { name: 'TypeError' });
    await assert.rejects(sidecar.why(annaViews, { atLeast: '7.1' }), { name: 'RevisionError' });
  });

  test('filters as it checks', async (t) => {
    const sidecar = createSidecar({ bundle, data, log });
    t.after(() => sidecar.close());
    await sidecar.ready;
    const { subject, action, resource } = annaViews;
    const asked = { subject, action, resource: { type: resource.type } };
    const answer = await sidecar.filter({ ...asked, options: { dialect: 'postgresql' } });
    assert.notEqual(answer.kind, 'never');
    const nobody = await sidecar.filter({ ...asked, subject: { type: 'user', id: 'nobody' } });
    assert.equal(nobody.kind, 'never');
    await assert.rejects(sidecar.filter({ ...asked, resource: { type: '' } }), { name: 'TypeError' });
  });

  test('what is no request is a TypeError that says why; it is read at once', async (t) => {
    const sidecar = createSidecar({ bundle, data, log });
    t.after(() => sidecar.close());
    await sidecar.ready;
    const wrong: [request: unknown, message: RegExp][] = [
      [undefined, /must be a JSON object/],
      [{ ...annaViews, subject: { type: 'user' } }, /subject\.id is missing/],
      [{ ...annaViews, context: { at: 1n } }, /BigInt/],
      [{ ...annaViews, subject: { type: 'user', id: '\ud800' } }, /surrogate/],
    ];
    for (const [request, message] of wrong) {
      await assert.rejects(sidecar.check(request as CheckRequest), { name: 'TypeError', message });
      await assert.rejects(sidecar.checkAll([annaViews, request as CheckRequest]), { name: 'TypeError' });
    }
    const changing = structuredClone(annaViews) as { subject: { type: string; id: string } } & CheckRequest;
    const pending = sidecar.check(changing);
    changing.subject.id = 'nobody';
    assert.equal((await pending).allow, true);
  });

  test('a revision is never waited for on data of one’s own', async (t) => {
    const sidecar = createSidecar({ bundle, data, log });
    t.after(() => sidecar.close());
    await sidecar.ready;
    await assert.rejects(sidecar.check(annaViews, { atLeast: '7.1' }), {
      name: 'RevisionError',
      reason: 'other_history',
    });
    await assert.rejects(sidecar.check(annaViews, { atLeast: 'x' }), {
      name: 'TypeError',
      message: /atLeast/,
    });
  });

  test('denies before it is ready, after it is closed, and where the bundle is no good', async () => {
    const sidecar = createSidecar({ bundle: bundle.subarray(0, 1000), data, log });
    assert.equal((await sidecar.check(annaViews)).reasons[0]?.code, 'evaluation_error');
    await assert.rejects(sidecar.ready, /the bundle ends too early/);
    assert.match(sidecar.status().policy.lastLoad?.outcome ?? '', /refused/);
    await sidecar.close();

    const closed = createSidecar({ bundle, data, log });
    await closed.ready;
    await closed.close();
    assert.equal((await closed.check(annaViews)).allow, false);
  });

  test('options that can not be understood are a TypeError', () => {
    assert.throws(() => createSidecar({} as never), {
      name: 'TypeError',
      message: /either control.* or bundle/,
    });
    assert.throws(() => createSidecar({ bundle, control: 'http://x' } as never), { name: 'TypeError' });
    assert.throws(() => createSidecar({ bundle, data, log, decisionLog: { target: 'ftp:x' } }), {
      name: 'TypeError',
      message: /decisionLog\.target: expected off/,
    });
  });
});
