import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { parseEntities } from '../../../src/access/search/entities.ts';
import { createDataDocument } from '../../../src/data/data-document.ts';
import { client, pdp } from './support.ts';

const WELL_KNOWN = '/.well-known/authzen-configuration';
const baseUrl = 'https://pdp.example.com';

/** A decision API with every endpoint. */
function whole(t: Parameters<typeof pdp>[0], base: string | undefined = baseUrl) {
  const search = { data: createDataDocument(), entities: parseEntities(['user=users']) };
  return pdp(t, () => true, { search, ...(base === undefined ? {} : { baseUrl: base }) });
}

describe('AuthZEN 1.0, section 9: metadata', () => {
  test('9.1.1 it names the decision point and its endpoints, all below the base URL', async (t) => {
    const { get } = whole(t);
    assert.deepEqual((await get(WELL_KNOWN)).body, {
      policy_decision_point: baseUrl,
      access_evaluation_endpoint: `${baseUrl}/access/v1/evaluation`,
      access_evaluations_endpoint: `${baseUrl}/access/v1/evaluations`,
      search_subject_endpoint: `${baseUrl}/access/v1/search/subject`,
      search_resource_endpoint: `${baseUrl}/access/v1/search/resource`,
      search_action_endpoint: `${baseUrl}/access/v1/search/action`,
    });
  });

  test('9.1.1 every endpoint that is named answers, and one that is not served is not named', async (t) => {
    for (const { get, app } of [whole(t), pdp(t, () => true, { baseUrl })]) {
      const { policy_decision_point: _, ...endpoints } = (await get(WELL_KNOWN)).body;
      for (const url of Object.values(endpoints) as string[]) {
        const answer = await app.inject({ method: 'POST', url: new URL(url).pathname });
        assert.equal(answer.statusCode, 400, url);
      }
      const searches = Object.keys(endpoints).filter((name) => name.startsWith('search_'));
      assert.equal(searches.length > 0, app.hasRoute({ method: 'POST', url: '/access/v1/search/subject' }));
    }
  });

  test('9.1.2 capabilities that have no registered name are not claimed', async (t) => {
    assert.equal('capabilities' in (await whole(t).get(WELL_KNOWN)).body, false);
  });

  test('9.1.3 metadata that is not signed does not say that it is', async (t) => {
    assert.equal('signed_metadata' in (await whole(t).get(WELL_KNOWN)).body, false);
  });

  test('9.2 a base URL with a path has its metadata between its host and that path', async (t) => {
    const { get } = whole(t, `${baseUrl}/tenant1/a:b`);
    const answer = await get(`${WELL_KNOWN}/tenant1/a:b`);
    assert.equal(answer.status, 200);
    assert.equal(answer.body.policy_decision_point, `${baseUrl}/tenant1/a:b`);
    assert.equal(answer.body.access_evaluation_endpoint, `${baseUrl}/tenant1/a:b/access/v1/evaluation`);
    assert.deepEqual((await get(WELL_KNOWN)).body, answer.body);
    assert.equal((await get(`${WELL_KNOWN}/tenant2`)).status, 404);
  });

  test('9.2.1 it is had by GET', async (t) => {
    const { app } = whole(t);
    assert.equal((await app.inject({ method: 'GET', url: WELL_KNOWN })).statusCode, 200);
    for (const method of ['POST', 'PUT', 'DELETE'] as const) {
      const answer = await app.inject({ method, url: WELL_KNOWN });
      assert.equal(answer.statusCode, 405);
      assert.match(String(answer.headers.allow), /GET/);
    }
  });

  test('9.2.2 the answer is a 200 in JSON', async (t) => {
    const { status, headers } = await whole(t).get(WELL_KNOWN);
    assert.equal(status, 200);
    assert.match(String(headers['content-type']), /^application\/json/);
  });

  test('9.2.2 nothing in it is without a value', async (t) => {
    for (const value of Object.values((await whole(t).get(WELL_KNOWN)).body)) {
      assert.ok(typeof value === 'string' && value !== '');
    }
  });

  test('9.2.2 where there is no base URL to name, that is a 404', async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'postern-metadata-'));
    t.after(() => rmSync(folder, { recursive: true }));
    const { app } = pdp(t);
    const { get } = client(app);
    assert.equal((await get(WELL_KNOWN)).status, 404, 'it does not listen');
    await app.listen({ path: join(folder, 'socket') });
    const answer = await get(WELL_KNOWN);
    assert.deepEqual(
      [answer.status, answer.body.message],
      [404, 'the base URL of this service is not configured'],
    );
  });

  test('9.2.3 the decision point is the base URL, whatever a request says of its host', async (t) => {
    for (const given of [baseUrl, `${baseUrl}/`]) {
      const { get } = whole(t, given);
      const { body } = await get(WELL_KNOWN, {
        host: 'evil.example',
        'x-forwarded-host': 'evil.example',
        forwarded: 'host=evil.example',
      });
      assert.equal(body.policy_decision_point, baseUrl);
      assert.doesNotMatch(JSON.stringify(body), /evil/);
    }
  });

  test('9.2.3 without a base URL it is the loopback address that is listened on', async (t) => {
    const { app } = pdp(t);
    await app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = app.server.address() as { port: number };
    const { body } = await client(app).get(WELL_KNOWN, { host: 'evil.example' });
    assert.equal(body.policy_decision_point, `http://127.0.0.1:${port}`);
  });

  test('9.2.3 an address that others reach under another name is not guessed', async (t) => {
    const { app } = pdp(t);
    await app.listen({ host: '0.0.0.0', port: 0 });
    assert.equal((await client(app).get(WELL_KNOWN)).status, 404);
  });

  test('11.9 it may be kept for a while', async (t) => {
    assert.match(String((await whole(t).get(WELL_KNOWN)).headers['cache-control']), /^max-age=\d+$/);
  });
});
