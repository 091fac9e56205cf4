import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { createBundleFeed } from '../../src/data/bundle-feed.ts';
import { createDataDocument, type DataDocument } from '../../src/data/data-document.ts';
import { formatRevision } from '../../src/data/revision.ts';
import { waitForRevision } from '../../src/data/wait-for-revision.ts';
import { readRevision } from '../../src/db/transaction.ts';
import { packageRoot } from '../../src/package-root.ts';
import { readPolicyBundle } from '../../src/policy/bundle.ts';
import { createPolicyEngine } from '../../src/policy/create-policy-engine.ts';
import { decide } from '../../src/policy/decide.ts';
import type { DecisionRequest } from '../../src/policy/decision.ts';
import { COLLECTIONS } from '../../src/publish/collections.ts';
import { type Random, seededRandom } from '../db/random.ts';
import { randomWrite } from '../db/random-writes.ts';
import { comparable } from '../policies/model/wasm-voice.ts';
import { serveBundles } from '../support/bundle-server.ts';
import { testDatabase } from '../support/database.ts';
import { needsOpa } from '../support/opa.ts';
import { type StockOpa, startStockOpa } from '../support/stock-opa.ts';

const SEED = Number(process.env.POSTERN_TEST_SEED ?? Date.now() % 2 ** 32);
const ROUNDS = 25;
const WRITES_A_ROUND = 12;
const QUESTIONS_A_ROUND = 12;

test(`a stock OPA server follows policy and data, and decides alike (seed ${SEED})`, needsOpa, async (t) => {
  const { pool, url } = await testDatabase(t);
  const random = seededRandom(SEED);
  for (let writes = 0; writes < 400; writes += 1) await write(pool, random);

  const bytes = await readFile(join(packageRoot, 'bundles/policy.tar.gz'));
  const bundle = await readPolicyBundle(bytes);
  const { revision } = bundle;
  const { port, dataUrl } = await serveBundles(t, url, { policyBundle: () => ({ bytes, revision }) });
  const document = await follow(t, dataUrl);
  const engine = await createPolicyEngine(bundle, document);
  t.after(() => engine.close());
  const opa = await startStockOpa(t, config(port));

  let deltas = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    for (let writes = 0; writes < WRITES_A_ROUND; writes += 1) await write(pool, random);
    // What comes and goes between two looks, and names that need escapes.
    await pool.query("INSERT INTO organizations (id, code, name) VALUES ('brief', 'brief', 'x')");
    await pool.query("DELETE FROM organizations WHERE id = 'brief'");
    const id = `a/b~1%2F c${round % 3}/`;
    await pool.query(
      `INSERT INTO organizations (id, code, name) VALUES ($1, $1, 'x')
       ON CONFLICT (id) DO UPDATE SET code = organizations.code || '+'`,
      [id],
    );
    if (round % 3 === 2) await pool.query("DELETE FROM organizations WHERE id LIKE 'a/b%'");

    const committed = await readRevision(pool);
    assert.equal(await waitForRevision(document, committed, 10_000), 'reached');
    await reached(opa, formatRevision(committed));
    if ((await opa.data('system/bundles/data/manifest/metadata')) !== undefined) deltas += 1;
    for (const collection of COLLECTIONS) {
      assert.deepEqual(await opa.data(collection), content(document, collection), collection);
    }
    for (let questions = 0; questions < QUESTIONS_A_ROUND; questions += 1) {
      const request = question(random);
      const theirs = comparable(await opa.data('authz/decision', request));
      assert.deepEqual(
        comparable(decide(engine, 'authz/decision', request)),
        theirs,
        JSON.stringify(request),
      );
    }
  }
  assert.ok(deltas > ROUNDS / 2, `${deltas} of ${ROUNDS} states were reached by a delta`);
  assert.doesNotMatch(opa.log(), /failed/i);
});

/** OPA's own configuration: two bundles of one service, both by long polling. */
function config(port: number): object {
  const polling = { long_polling_timeout_seconds: 20 };
  return {
    services: { control: { url: `http://127.0.0.1:${port}` } },
    bundles: {
      policy: { service: 'control', resource: 'bundles/policy.tar.gz', polling },
      data: { service: 'control', resource: 'bundles/data.tar.gz', polling },
    },
  };
}

async function follow(t: TestContext, url: string): Promise<DataDocument> {
  const document = createDataDocument();
  const feed = createBundleFeed({ url, log: { info() {}, warn() {} } });
  t.after(() => feed.close());
  await feed.start(document);
  return document;
}

async function reached(opa: StockOpa, revision: string): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    const at = await opa.data('system/bundles/data/manifest/revision').catch(() => undefined);
    if (at === revision && (await opa.data('system/bundles/policy/manifest/revision')) !== undefined) return;
    assert.ok(tries < 500, `OPA stands at ${at} and not at ${revision}: ${opa.log()}`);
    await sleep(20);
  }
}

function content(document: DataDocument, collection: string): unknown {
  return Object.fromEntries(
    Array.from(document.entries(collection), ([key, text]) => [key, JSON.parse(text) as unknown]),
  );
}

/** One random change; many are refused by the database, which is as good. */
async function write(pool: pg.Pool, random: Random): Promise<void> {
  const { text, values } = randomWrite(random);
  await pool.query(text, [...values]).catch((error) => {
    if (!(error instanceof pg.DatabaseError)) throw error;
  });
}

function question(random: Random): DecisionRequest {
  const maybe = <T>(make: () => T): T | undefined => (random.chance(0.3) ? undefined : make());
  const properties = {
    organization: maybe(() => `o${random.below(6)}`),
    team: maybe(() => `t${random.below(12)}`),
    owner: maybe(() => `u${random.below(60)}`),
  };
  return {
    subject: { type: 'user', id: `u${random.below(60)}` },
    action: { name: random.pick(['a.view', 'a.edit', 'b.view', 'c.d.view']) },
    resource: {
      type: random.pick(['asset', 'contract', 'incident']),
      id: `x${random.below(4)}`,
      properties: JSON.parse(JSON.stringify(properties)) as Record<string, unknown>,
    },
  };
}
