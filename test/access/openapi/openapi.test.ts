import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { createMetrics } from '../../../src/access/metrics/metrics.ts';
import { parseEntities } from '../../../src/access/search/entities.ts';
import { createDataDocument } from '../../../src/data/data-document.ts';
import { METHODS, type Operation } from '../../../src/openapi/description.ts';
import { Conformance } from '../../support/openapi/conformance.ts';
import { lint } from '../../support/openapi/lint.ts';
import { pdp } from '../authzen/support.ts';

/** A decision API with everything it can have. */
function everything(t: TestContext) {
  const data = createDataDocument();
  data.beginSnapshot().commit({ epoch: 1, number: 1 });
  return pdp(t, () => true, {
    data,
    baseUrl: 'https://pdp.example.com',
    metrics: createMetrics({ process: false }),
    search: { data, entities: parseEntities(['user=users']) },
  });
}

/** `GET /health`, `POST /v1/data{}` and so on, with `{}` for what is open at the end of a path. */
function routesOf(printed: string): string[] {
  const stack: string[] = [];
  return printed.split('\n').flatMap((line) => {
    const match = /^((?:[│ ] {3})*)(?:├── |└── )(.*?)(?: \(([A-Z, ]+)\))?$/.exec(line);
    if (match === null) return [];
    const [, indent = '', part = '', methods = ''] = match;
    stack.length = indent.length / 4;
    stack.push(part);
    const path = stack.join('').replace(/\/?(:\w+|\*)$/, '{}');
    const all = methods.split(', ').filter((method) => method !== '' && method !== 'HEAD');
    return all.map((method) => `${method} ${path}`);
  });
}

describe('the OpenAPI description', () => {
  test('describes every route that answers, and no other', async (t) => {
    const { app, get } = everything(t);
    const { body } = await get('/openapi.json');
    await app.ready();
    const described = Object.entries(body.paths).flatMap(([path, item]) =>
      Object.keys(item as object).map(
        (method) => `${method.toUpperCase()} ${path.replace(/\/?\{\w+\}$/, '{}')}`,
      ),
    );
    const printed = app.printRoutes({ commonPrefix: false });
    const registered = routesOf(printed);
    assert.ok(registered.length > 8, printed);
    for (const route of registered.filter((one) => !described.includes(one))) {
      const [method, url = ''] = route.split(' ');
      const answer = await app.inject({ method: method as 'GET', url: url.replace('{}', '/x') });
      assert.equal(answer.statusCode, 405, `${route} answers, and is not described`);
    }
    assert.deepEqual(
      described.filter((route) => !registered.includes(route)),
      [],
    );
  });

  test('leaves out what is not served', async (t) => {
    const { get } = pdp(t);
    const { paths } = (await get('/openapi.json')).body;
    assert.ok('/access/v1/evaluation' in paths);
    assert.equal('/metrics' in paths, false);
    assert.equal('/access/v1/search/subject' in paths, false);
  });

  test('has operations that can be told apart, and references that lead somewhere', async (t) => {
    const { body, text } = await everything(t).get('/openapi.json');
    assert.equal(body.openapi, '3.1.1');
    const operations: Operation[] = Object.values(
      body.paths as Record<string, Record<string, Operation>>,
    ).flatMap((item) => METHODS.flatMap((method) => item[method] ?? []));
    const ids = operations.map(({ operationId }) => operationId);
    assert.deepEqual(ids, [...new Set(ids)]);
    const tags = new Set(body.tags.map(({ name }: { name: string }) => name));
    for (const { tags: named, summary } of operations) {
      assert.ok(summary.length > 0);
      for (const tag of named) assert.ok(tags.has(tag), tag);
    }
    for (const [, reference = ''] of text.matchAll(/"\$ref":"#\/([^"]+)"/g)) {
      const found = reference.split('/').reduce((at, part) => at?.[part], body);
      assert.ok(found, reference);
    }
  });

  test("passes Redocly's rules without a warning", async (t) => {
    assert.deepEqual(lint(t, (await everything(t).get('/openapi.json')).text), []);
  });

  test('has examples that are as their schemas say, and are answered with a 200', async (t) => {
    const { app, get } = everything(t);
    const conformance = new Conformance((await get('/openapi.json')).text);
    let examples = 0;
    for (const [path, item] of Object.entries(conformance.document.paths)) {
      for (const method of METHODS) {
        const operation = item[method];
        if (operation === undefined) continue;
        const media = operation.requestBody?.content['application/json'];
        const bodies = media === undefined ? [{ value: undefined }] : Object.values(media.examples ?? {});
        assert.ok(bodies.length > 0, `${method} ${path} has an example`);
        for (const { value } of bodies) {
          const url = path.replace('{path}', 'authz/decision');
          const answer = await app.inject({
            method: method.toUpperCase() as 'GET',
            url,
            ...(value === undefined ? {} : { payload: value as object }),
          });
          // The root of all documents is no rule of a policy.
          const expected = path === '/v0/data' ? 404 : 200;
          assert.equal(answer.statusCode, expected, `${method} ${path}: ${answer.body}`);
          const { statusCode: status, headers, body: text } = answer;
          conformance.check({ method, url, status, headers, text });
          examples += 1;
        }
      }
    }
    assert.ok(examples > 8);
  });

  for (const [what, exchange, message] of [
    ['a status', { status: 418 }, /status 418 is not described/],
    [
      'a member',
      { text: '{"decision":"yes","context":{"reasons":[],"masks":[]}}' },
      /must be boolean|deepEqual/,
    ],
    [
      'a header',
      { headers: { 'content-type': 'application/json', 'postern-revision': 'x' } },
      /Postern-Revision is x/,
    ],
    ['a media type', { headers: { 'content-type': 'text/html' } }, /text\/html is not described/],
  ] as const) {
    test(`the check of answers finds ${what} that is not as described`, async (t) => {
      const conformance = new Conformance((await everything(t).get('/openapi.json')).text);
      const good = {
        method: 'POST',
        url: '/access/v1/evaluation',
        status: 200,
        headers: { 'content-type': 'application/json; charset=utf-8', 'postern-revision': '1.1' },
        text: '{"decision":true,"context":{"reasons":[],"masks":[]}}',
      };
      conformance.check(good);
      assert.throws(() => conformance.check({ ...good, ...exchange }), message);
    });
  }
});
