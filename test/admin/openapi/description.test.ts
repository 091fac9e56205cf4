import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { groups } from '../../../src/admin/openapi/words/groups.ts';
import type { MediaType } from '../../../src/openapi/description.ts';
import { operationsOf, servedDescription, withoutDatabase } from './support.ts';

test('the description of the management API', async (t) => {
  const app = withoutDatabase(t);
  const { text, description } = await servedDescription(app);
  const operations = operationsOf(description);

  await t.test('has every route that answers', () => {
    const described = new Set(
      operations.map(({ method, path }) => `${method.toUpperCase()} ${path.replaceAll(/\{\w+\}/g, '{}')}`),
    );
    const registered = registeredRoutes(app.printRoutes({ commonPrefix: false }));
    assert.ok(registered.length > 60, registered.join('\n'));
    assert.deepEqual(
      registered.filter((route) => !described.has(route)),
      [],
      'add words for these routes below src/admin/openapi/words',
    );
  });

  await t.test('has no words for routes that are not there', () => {
    const written = groups.flatMap(({ operations: words }) => Object.values(words).map(({ id }) => id));
    const served = new Set(operations.map(({ operation }) => operation.operationId));
    assert.deepEqual(
      written.filter((id) => !served.has(id) && id !== 'previewRole'),
      [],
    );
  });

  await t.test('has operations that can be told apart, and references that lead somewhere', () => {
    assert.equal(description.openapi, '3.1.1');
    const ids = operations.map(({ operation }) => operation.operationId);
    assert.deepEqual(ids, [...new Set(ids)]);
    const tags = new Set(description.tags.map(({ name }) => name));
    for (const { operation } of operations) {
      assert.match(operation.operationId, /^[a-z][A-Za-z]+$/);
      for (const tag of operation.tags) assert.ok(tags.has(tag), tag);
    }
    const references = [...text.matchAll(/"\$ref":"#\/([^"]+)"/g)];
    assert.ok(references.length > 100);
    for (const [, reference = ''] of references) {
      const found = reference
        .split('/')
        .reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], description);
      assert.ok(found, reference);
    }
  });

  await t.test('says what a change demands and what a refusal says', () => {
    for (const { method, path, operation } of operations) {
      const where = `${method} ${path}`;
      const statuses = Object.keys(operation.responses);
      assert.ok(statuses.includes('400') && statuses.includes('500') && statuses.includes('503'), where);
      assert.equal(
        statuses.includes('401'),
        hasSecurity(operation) || /sign-in|accept$|complete$/.test(path),
      );
      const parameters = (operation.parameters ?? []).map((one) => ('$ref' in one ? one.$ref : one.name));
      const demanded = parameters.includes('#/components/parameters/IfMatch');
      assert.equal(demanded, demanded && statuses.includes('428') && statuses.includes('412'), where);
      if (method === 'patch') assert.ok(demanded, where);
    }
  });

  await t.test('has an example of every body, as its schema says', () => {
    const ajv = new Ajv2020({
      strict: false,
      formats: { 'date-time': (moment: string) => !Number.isNaN(Date.parse(moment)) },
    });
    ajv.addSchema({ $id: 'https://postern.test/openapi.json', ...description });
    let examples = 0;
    for (const { method, path, operation } of operations) {
      const bodies = [operation.requestBody, ...Object.values(operation.responses)];
      for (const body of bodies) {
        const content: Readonly<Record<string, MediaType>> =
          body !== undefined && 'content' in body ? (body.content ?? {}) : {};
        const json = content['application/json'];
        if (json === undefined) continue;
        const where = `${method} ${path}`;
        const validate = ajv.compile(absolute(json.schema) as object);
        const [example] = Object.values(json.examples ?? {});
        assert.ok(example, `${where} has an example`);
        assert.ok(validate(example.value), `${where}: ${ajv.errorsText(validate.errors)}`);
        examples += 1;
      }
    }
    assert.ok(examples > 90);
  });

  await t.test('is there for those who are not known, and nothing else of the API is', async () => {
    for (const { method, path, operation } of operations.filter(({ operation: one }) => hasSecurity(one))) {
      const url = path.replaceAll(/\{\w+\}/g, '0195e2b4-6f7a-7cc1-8d3e-2f9a4b5c6d7e');
      const answer = await app.inject({ method: method.toUpperCase() as 'GET', url });
      assert.equal(answer.statusCode, 401, `${operation.operationId}: ${answer.body}`);
    }
  });
});

function hasSecurity({ security = [] }: { readonly security?: readonly object[] }): boolean {
  return security.length > 0;
}

/** A schema whose references lead into the description, wherever the schema stands. */
function absolute(schema: unknown): unknown {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"https://postern.test/openapi.json#/'));
}

/** `GET /admin/v1/users/{}` and so on, of what Fastify prints. */
function registeredRoutes(printed: string): string[] {
  const stack: string[] = [];
  return printed.split('\n').flatMap((line) => {
    const match = /^((?:[│ ] {3})*)(?:├── |└── )(.*?)(?: \(([A-Z, ]+)\))?$/.exec(line);
    if (match === null) return [];
    const [, indent = '', part = '', methods = ''] = match;
    stack.length = indent.length / 4;
    stack.push(part);
    const path = stack.join('').replaceAll(/:[\w:|]+/g, '{}');
    const all = methods.split(', ').filter((method) => method !== '' && method !== 'HEAD');
    return all.map((method) => `${method} ${path}`);
  });
}
