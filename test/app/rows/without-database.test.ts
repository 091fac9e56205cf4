import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { before, describe, type TestContext, test } from 'node:test';
import type { FoundRows, ResourceRows, RowsQuery } from '../../../src/access/search/resource-rows.ts';
import { createResourceRows } from '../../../src/app/rows/resource-rows.ts';
import { createPool } from '../../../src/db/pool.ts';
import { shippedPolicy } from '../../../src/policy/build/shipped-policy.ts';
import { type PolicyBundle, readPolicyBundle } from '../../../src/policy/bundle.ts';
import { holds } from '../../../src/policy/conditions/evaluate-condition.ts';
import { createPolicyEngine } from '../../../src/policy/create-policy-engine.ts';
import { createPolicyFilters } from '../../../src/policy/filter/policy-filters.ts';
import { change, documentOf } from '../../access/search/support.ts';
import { type Plane, searching } from './support.ts';

const COMPANY = {
  permissions: { 'assets.view': { category: 'CMDB', resource_types: { asset: true } } },
  roles: { tech: { permissions: { 'assets.view': 'team' } } },
  users: { u1: { status: 'active', roles: [{ role: 'tech' }], teams: ['t1'], organizations: [] } },
  teams: { t1: { organization: 'o1' }, t2: { organization: 'o1' } },
  organizations: { o1: { code: 'O1' } },
  resources: Object.fromEntries(
    Array.from({ length: 40 }, (_, n) => [
      `asset/${String(n).padStart(2, '0')}`,
      { team: n % 4 === 0 ? 't1' : 't2' },
    ]),
  ),
};
const REQUEST = {
  subject: { type: 'user', id: 'u1' },
  action: { name: 'assets.view' },
  resource: { type: 'asset' },
};
const EXPECTED = Array.from({ length: 10 }, (_, n) => String(4 * n).padStart(2, '0'));

describe('a search for resources, where the database', () => {
  let bundle: PolicyBundle;
  before(async () => {
    bundle = await readPolicyBundle(await readFile(shippedPolicy.bundle));
  });

  async function planeOf(t: TestContext): Promise<Plane> {
    const document = documentOf(COMPANY);
    const engine = await createPolicyEngine(bundle, document);
    const filters = createPolicyFilters(bundle, document);
    t.after(() => {
      engine.close();
      filters.close();
    });
    return { document, engine, filters, entrypoint: 'authz/decision' };
  }

  /** Rows as a database would give them, of the document itself. */
  function rowsOf({ document }: Plane, find?: (query: RowsQuery, found: FoundRows) => Promise<FoundRows>) {
    const rows: ResourceRows & { asked: number } = {
      asked: 0,
      shape: () => ({ sparse: { without: new Set() } }),
      async find(query) {
        rows.asked += 1;
        const keys: string[] = [];
        for (const [key, text] of document.entries(query.collection)) {
          const row = { id: key.slice(query.prefix.length), properties: JSON.parse(text) };
          if (!key.startsWith(query.prefix) || (query.after !== undefined && key <= query.after)) continue;
          if (holds(query.condition, row)) keys.push(key);
        }
        const found = { keys: keys.sort().slice(0, query.limit), steady: true };
        return find === undefined ? found : find(query, found);
      },
    };
    return rows;
  }

  test('answers, judges nothing but what it gives', async (t) => {
    const plane = await planeOf(t);
    const rows = rowsOf(plane);
    const search = searching(plane, rows);
    assert.deepEqual(await search.all(REQUEST), EXPECTED);
    assert.equal(search.judged(), EXPECTED.length);
    assert.deepEqual(await search.all(REQUEST, 3), EXPECTED);
    assert.equal(rows.asked, 1 + 4);
  });

  test('does not answer, finds the same and says so in the log', async (t) => {
    const plane = await planeOf(t);
    const pool = createPool('postgres://127.0.0.1:1/none');
    t.after(() => pool.end());
    const search = searching(plane, createResourceRows(pool));
    assert.deepEqual(await search.all(REQUEST, 3), EXPECTED);
    assert.match(JSON.stringify(search.lines[0]), /without the database/);
    assert.equal(search.lines.length, 1, 'it is left alone for a while');
  });

  test('hangs, is not waited for long', async (t) => {
    const plane = await planeOf(t);
    const sockets: Socket[] = [];
    const silent = createServer((socket) => void sockets.push(socket));
    const port = await new Promise<number>((resolve) => {
      silent.listen(0, '127.0.0.1', () => resolve((silent.address() as AddressInfo).port));
    });
    const pool = createPool(`postgres://127.0.0.1:${port}/none`);
    t.after(() => {
      for (const socket of sockets) socket.destroy();
      silent.close();
    });
    const search = searching(plane, createResourceRows(pool, { patience: 50, rest: 1 }));
    assert.deepEqual(await search.all(REQUEST, 6), EXPECTED);
    assert.match(JSON.stringify(search.lines[0]), /does not answer/);
  });

  test('goes away between two pages, goes on where the page before ended', async (t) => {
    const plane = await planeOf(t);
    let away = false;
    const rows = rowsOf(plane, async (_query, found) => {
      if (away) throw new Error('connection terminated');
      return found;
    });
    const search = searching(plane, rows);
    const first = await search.page(REQUEST, 4);
    away = true;
    const second = await search.page(REQUEST, 4, first.page.next_token);
    away = false;
    const third = await search.page(REQUEST, 4, second.page.next_token);
    const ids = [first, second, third].flatMap(({ results }) => results.map((one) => 'id' in one && one.id));
    assert.deepEqual(ids, EXPECTED);
    assert.equal(third.page.next_token, '');
  });

  test('is never where the data is, finds the same', async (t) => {
    const plane = await planeOf(t);
    const rows = rowsOf(plane, async () => ({ keys: [], steady: false }));
    const search = searching(plane, rows);
    assert.deepEqual(await search.all(REQUEST), EXPECTED);
    assert.ok(rows.asked > 1, 'it was asked again');
    assert.deepEqual(search.lines, []);
  });

  test('gives more than is allowed, no more is found', async (t) => {
    const plane = await planeOf(t);
    const rows = rowsOf(plane, async ({ limit, prefix, after = '' }) => ({
      keys: Object.keys(COMPANY.resources)
        .filter((key) => key > after && key.startsWith(prefix))
        .slice(0, limit),
      steady: true,
    }));
    const search = searching(plane, rows);
    assert.deepEqual(await search.all(REQUEST), EXPECTED);
    assert.deepEqual(await search.all(REQUEST, 2), EXPECTED);
  });

  test('answers while the data changes, each page is of one revision', async (t) => {
    const plane = await planeOf(t);
    let changes = 0;
    const rows = rowsOf(plane, async (_query, found) => {
      if (changes < 2) {
        changes += 1;
        change(plane.document, 'users', 'u1', { ...COMPANY.users.u1, teams: changes === 2 ? ['t2'] : [] });
      }
      return found;
    });
    const search = searching(plane, rows);
    const page = await search.page(REQUEST);
    assert.equal(page.context.revision, '1.3');
    assert.equal(page.results.length, 30);
    assert.ok(!page.results.some((one) => 'id' in one && EXPECTED.includes(one.id)));
  });

  test('is not asked where the request itself says what resources have', async (t) => {
    const plane = await planeOf(t);
    const rows = rowsOf(plane);
    const search = searching(plane, rows);
    const asked = { ...REQUEST, resource: { type: 'asset', properties: { team: 't1' } } };
    assert.equal((await search.all(asked)).length, 40);
    assert.equal(rows.asked, 0);
  });
});
