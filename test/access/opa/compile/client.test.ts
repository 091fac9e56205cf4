import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { OPAClient } from '@open-policy-agent/opa';
import { needsOpa } from '../../../support/opa.ts';
import { startPostern } from './support/compile-servers.ts';

const input = { user: 'caesar', colour: 'red', max: 10, colours: ['red', 'green'] };
const unknowns = ['input.fruits'];

/** The client from npm as it comes, with the interpreter for Prisma that it brings. */
describe('filters of @open-policy-agent/opa', needsOpa, () => {
  const closers: (() => unknown)[] = [];
  let client: OPAClient;
  before(async () => {
    const closing = { after: (close: () => unknown) => closers.push(close) };
    client = new OPAClient((await startPostern(closing as Parameters<typeof startPostern>[0])).url);
  });
  after(async () => {
    for (const close of closers.reverse()) await close();
  });

  test('getFilters gives SQL', async () => {
    const tableMappings = { fruits: { $self: 'f', colour: 'c' } };
    const { query } = await client.getFilters('filters/eq', input, {
      target: 'postgresql',
      unknowns,
      tableMappings,
    });
    assert.equal(query, "WHERE f.c = 'red'");
  });

  test('getFilters gives what Prisma takes, and a function that masks', async () => {
    const filters = await client.getFilters('filters/both', input, {
      ucastPrisma: { primary: 'fruits' },
      unknowns,
      compileOptions: { maskRule: 'data.filters.masks' },
    });
    assert.deepEqual(filters.query, {
      AND: [{ colour: { equals: 'red' } }, { price: { gt: 5 } }],
    });
    const { mask } = filters as unknown as { mask: (row: object) => object };
    assert.deepEqual(mask({ colour: 'red', price: 7 }), { colour: 'red', price: '***' });
  });

  test('getMultipleFilters gives all at once', async () => {
    const filters = await client.getMultipleFilters('filters/eq', input, {
      targets: ['postgresql', 'mysql', 'sqlserver'],
      unknowns,
    });
    const text = JSON.stringify(filters);
    for (const dialect of ['postgresql', 'mysql', 'sqlserver']) assert.ok(text.includes(dialect), text);
  });

  test('all rows are an empty filter, and none are an error of the client', async () => {
    const options = { target: 'postgresql', unknowns } as const;
    assert.equal((await client.getFilters('filters/always', input, options)).query, '');
    await assert.rejects(client.getFilters('filters/never', input, options), /No result/);
  });

  test('what is no filter is an error with its places', async () => {
    const asked = client.getFilters('filters/lowered', input, { target: 'postgresql', unknowns });
    await assert.rejects(asked, { code: 'evaluation_error' });
  });
});
