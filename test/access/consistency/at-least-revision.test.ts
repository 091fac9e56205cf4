import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createAccessServer } from '../../../src/access/server.ts';
import { createDataDocument } from '../../../src/data/data-document.ts';
import type { Revision } from '../../../src/data/feed.ts';
import { STATIC_EPOCH } from '../../../src/data/static-epoch.ts';
import { fakeEngine } from '../../support/fake-engine.ts';
import { logLines } from '../../support/log-lines.ts';

const question = {
  subject: { type: 'user', id: 'u1' },
  action: { name: 'assets.view' },
  resource: { type: 'asset', id: 'a1' },
};
const epoch = (number: number): Revision => ({ epoch: 3, number });

/** A decision API on data at `revision`, with a policy that allows what is in the data. */
function plane(t: Pick<TestContext, 'after'>, revision: Revision | undefined, revisionWaitMs = 30_000) {
  const data = createDataDocument();
  if (revision !== undefined) data.beginSnapshot().commit(revision);
  const engine = fakeEngine(() => ({ kind: 'defined', result: data.text('users', 'u1') !== undefined }));
  const { log, lines } = logLines();
  const app = createAccessServer({ engine: () => engine, data, log, revisionWaitMs });
  t.after(() => app.close());
  const ask = (token: string | undefined, url = '/access/v1/evaluation', payload: unknown = question) =>
    app.inject({
      method: 'POST',
      url,
      headers: {
        'content-type': 'application/json',
        ...(token === undefined ? {} : { 'postern-at-least-revision': token }),
      },
      payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
    });
  return { data, engine, ask, lines };
}

describe('Postern-At-Least-Revision', () => {
  for (const url of ['/access/v1/evaluation', '/access/v1/evaluations']) {
    test(`${url}: a revision that is there is no wait`, async (t) => {
      const { ask } = plane(t, epoch(7), 0);
      for (const token of ['3.7', '3.6', '3.0', undefined]) {
        const answer = await ask(token, url);
        assert.equal(answer.statusCode, 200, answer.body);
        assert.equal(answer.headers['postern-revision'], '3.7');
      }
    });

    test(`${url}: one that is not there yet is waited for, and the answer is from it`, async (t) => {
      const { ask, data, engine } = plane(t, epoch(7));
      const answering = ask('3.9', url);
      await sleep(20);
      data.applyDelta(epoch(8), []);
      await sleep(20);
      assert.deepEqual(engine.inputs, [], 'nothing is decided before');
      data.applyDelta(epoch(9), [{ collection: 'users', key: 'u1', document: '{}' }]);
      const answer = await answering;
      assert.equal(answer.statusCode, 200);
      assert.equal(answer.json().decision, true);
      assert.equal(answer.headers['postern-revision'], '3.9');
    });

    test(`${url}: in vain is a 503 with the revision that is there`, async (t) => {
      const { ask, engine, lines } = plane(t, epoch(7), 10);
      const answer = await ask('3.8', url);
      assert.equal(answer.statusCode, 503);
      assert.equal(answer.headers['retry-after'], '1');
      assert.equal(answer.headers['postern-revision'], '3.7');
      assert.match(answer.json().message, /did not reach the revision 3\.8 within 10 ms: it is at 3\.7/);
      assert.deepEqual(engine.inputs, []);
      assert.deepEqual(lines, [], 'that is no fault of the server');
    });

    test(`${url}: a token of another epoch is a 409`, async (t) => {
      const { ask } = plane(t, epoch(7), 10);
      for (const token of ['2.1', '2.900', '4.0', '4.7', '0.3']) {
        const answer = await ask(token, url);
        assert.equal(answer.statusCode, 409, token);
        assert.match(answer.json().message, /another epoch than the policy data, which is at 3\.7/);
        assert.equal(answer.headers['postern-revision'], '3.7');
      }
    });
  }

  test('a token of a later epoch is waited for: its snapshot may be on the way', async (t) => {
    const { ask, data } = plane(t, epoch(7));
    const answering = ask('4.1');
    await sleep(20);
    data.beginSnapshot().commit({ epoch: 4, number: 2 });
    const answer = await answering;
    assert.equal(answer.statusCode, 200);
    assert.equal(answer.headers['postern-revision'], '4.2');
  });

  test('an epoch that begins while a token of the one before is waited for is a 409', async (t) => {
    const { ask, data } = plane(t, epoch(7));
    const answering = ask('3.8');
    await sleep(20);
    data.beginSnapshot().commit({ epoch: 4, number: 9 });
    assert.equal((await answering).statusCode, 409);
  });

  test('on data from a file every token is a 409', async (t) => {
    const { ask } = plane(t, { epoch: STATIC_EPOCH, number: 5 });
    for (const token of ['0.5', '0.1', '1.1', '0.6']) {
      const answer = await ask(token);
      assert.equal(answer.statusCode, 409);
      assert.match(answer.json().message, /comes from a file/);
    }
    assert.equal((await ask(undefined)).statusCode, 200);
  });

  test('data from a file that comes during the wait is a 409 as well', async (t) => {
    const { ask, data } = plane(t, undefined);
    const answering = ask('0.1');
    await sleep(20);
    data.beginSnapshot().commit({ epoch: STATIC_EPOCH, number: 5 });
    assert.equal((await answering).statusCode, 409);
  });

  test('before the first data it is waited for, then a 503', async (t) => {
    const { ask } = plane(t, undefined, 10);
    const answer = await ask('1.1');
    assert.equal(answer.statusCode, 503);
    assert.equal(answer.headers['postern-revision'], undefined);
    assert.match(answer.json().message, /there is none yet/);
  });

  test('what is no revision is a 400', async (t) => {
    const { ask } = plane(t, epoch(7));
    const tokens = [
      '7',
      '3',
      '',
      '3.',
      '.7',
      '3.7.1',
      '-3.7',
      '3.-7',
      '03.7',
      '3.07',
      'v3.7',
      '"3.7"',
      '3,7',
    ];
    for (const token of [...tokens, `3.${'9'.repeat(40)}`, '3.7, 3.8']) {
      const answer = await ask(token);
      assert.equal(answer.statusCode, 400, token);
      assert.match(answer.json().message, /Postern-At-Least-Revision must be epoch\.number/);
    }
  });

  test('a request that is wrong is not kept waiting', async (t) => {
    const { ask } = plane(t, epoch(7));
    assert.equal((await ask('3.99', '/access/v1/evaluation', '{')).statusCode, 400);
  });

  test('errors of decision routes name the revision, others do not', async (t) => {
    const { ask } = plane(t, epoch(7));
    assert.equal((await ask(undefined, '/access/v1/evaluation', '{}')).headers['postern-revision'], '3.7');
    assert.equal((await ask(undefined, '/nowhere')).headers['postern-revision'], undefined);
  });
});
