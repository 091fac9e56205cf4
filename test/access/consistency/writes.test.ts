import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { FastifyInstance } from 'fastify';
import { createAccessServer } from '../../../src/access/server.ts';
import { createDataDocument } from '../../../src/data/data-document.ts';
import type { FeedSink } from '../../../src/data/feed.ts';
import { packageRoot } from '../../../src/package-root.ts';
import { readPolicyBundle } from '../../../src/policy/bundle.ts';
import { createPolicyEngine } from '../../../src/policy/create-policy-engine.ts';
import { createPostgresFeed } from '../../../src/publish/postgres-feed.ts';
import { adminApi } from '../../admin/support/admin-api.ts';
import { logLines } from '../../support/log-lines.ts';
import { runs } from '../../support/runs.ts';

const WRITES = runs(200);
/** Users that are written to side by side. */
const WRITERS = 10;

/** A decision plane that follows the database, where every change comes in late. */
async function delayedPlane(t: TestContext, url: string, delay: () => number): Promise<FastifyInstance> {
  const { log } = logLines();
  const data = createDataDocument();
  const feed = createPostgresFeed({ url, log });
  await feed.start(delaying(data, delay));
  const bundle = await readPolicyBundle(await readFile(join(packageRoot, 'bundles/policy.tar.gz')));
  const engine = await createPolicyEngine(bundle, data, {});
  const access = createAccessServer({ engine: () => engine, data, log, revisionWaitMs: 30_000 });
  t.after(async () => {
    await access.close();
    await feed.close();
    engine.close();
  });
  return access;
}

/** Passes changes on in their order, each not before its delay is over. The feed sees them arrive at once. */
function delaying(sink: FeedSink, delay: () => number): FeedSink {
  let last = Promise.resolve();
  let revision = sink.revision;
  return {
    get revision() {
      return revision;
    },
    beginSnapshot() {
      const snapshot = sink.beginSnapshot();
      return {
        ...snapshot,
        commit(to) {
          revision = to;
          snapshot.commit(to);
        },
      };
    },
    applyDelta(to, changes) {
      revision = to;
      const kept = [...changes];
      const due = new Promise((resolve) => setTimeout(resolve, delay()));
      last = last.then(() => due).then(() => sink.applyDelta(to, kept));
    },
  };
}

test(`${WRITES} writes, each followed by a decision with its token: none is answered from before`, async (t) => {
  const api = await adminApi(t);
  const users = await Promise.all(
    Array.from({ length: WRITERS }, async (_, index) => {
      const { id } = await api.admin.make('/users', { id: `writer-${index}`, name: 'W', kind: 'service' });
      return { path: `/users/${id}`, id: id as string, grant: undefined as string | undefined };
    }),
  );
  const access = await delayedPlane(t, String(api.pool.options.connectionString), () => Math.random() * 10);
  let early = 0;

  const decision = async (user: string, token: string | undefined, url: string) => {
    const question = {
      subject: { type: 'user', id: user },
      action: { name: 'assets.view' },
      resource: { type: 'asset', id: 'a1' },
    };
    const answer = await access.inject({
      method: 'POST',
      url,
      headers: token === undefined ? {} : { 'postern-at-least-revision': token },
      payload: url.endsWith('s') ? { ...question, evaluations: [{}, {}] } : question,
    });
    assert.equal(answer.statusCode, 200, answer.body);
    const { evaluations = [answer.json()] } = answer.json();
    return {
      allowed: evaluations.map((one: { decision: boolean }) => one.decision),
      headers: answer.headers,
    };
  };

  await Promise.all(
    users.map(async (user, index) => {
      for (let write = 0; write < WRITES / WRITERS; write += 1) {
        const answer =
          user.grant === undefined
            ? await api.admin.post(`${user.path}/grants`, { permission: 'assets.view', scope: 'all' })
            : await api.admin.delete(`${user.path}/grants/${user.grant}`, user.path);
        assert.ok(answer.status === 201 || answer.status === 204, JSON.stringify(answer.body));
        user.grant = answer.status === 201 ? answer.body.id : undefined;
        const held = user.grant !== undefined;
        const token = String(answer.headers['postern-revision']);
        const url = `/access/v1/${(index + write) % 2 === 0 ? 'evaluation' : 'evaluations'}`;
        const without = await decision(user.id, undefined, url);
        if (without.allowed[0] !== held) early += 1;
        const { allowed, headers } = await decision(user.id, token, url);
        assert.ok(
          allowed.every((one: boolean) => one === held),
          `${user.id}, write ${write}, at ${token}`,
        );
        const [epoch, number] = token.split('.').map(Number);
        const [atEpoch, atNumber = 0] = String(headers['postern-revision']).split('.').map(Number);
        assert.ok(atEpoch === epoch && atNumber >= Number(number));
      }
    }),
  );
  assert.ok(
    early > 0,
    'without the token some answers are from before the write, so the token does something',
  );
});
