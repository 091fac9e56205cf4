import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { pino } from 'pino';
import { createAdminServer } from '../../../src/admin/server.ts';
import { createPool } from '../../../src/db/pool.ts';
import { METHODS, type Operation, type PathItem } from '../../../src/openapi/description.ts';
import { NEVER } from '../../../src/policy/conditions/condition.ts';
import { ConditionTable } from '../../../src/policy/conditions/condition-table.ts';

/** The description as it is served, as far as the tests look into it. */
export interface ServedDescription {
  readonly openapi: string;
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, PathItem>>;
}

/** A management API whose database is away: enough to describe itself. */
export function withoutDatabase(t: Pick<TestContext, 'after'>) {
  const pool = createPool('postgres://nobody@127.0.0.1:1/none');
  const app = createAdminServer({
    pool,
    authorize: async () => ({ allow: false, reasons: [], masks: [] }),
    allowedRows: () => ({ condition: NEVER, table: new ConditionTable() }),
    waitForRevision: async () => 'reached',
    logger: pino({ level: 'silent' }),
  });
  t.after(() => Promise.all([app.close(), pool.end()]));
  return app;
}

export async function servedDescription(
  app: ReturnType<typeof withoutDatabase>,
): Promise<{ readonly text: string; readonly description: ServedDescription }> {
  const answer = await app.inject('/admin/openapi.json');
  assert.equal(answer.statusCode, 200, answer.body);
  return { text: answer.body, description: JSON.parse(answer.body) };
}

/** Every operation with its method and path. */
export function operationsOf({ paths }: Pick<ServedDescription, 'paths'>) {
  return Object.entries(paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation: Operation | undefined = item[method];
      return operation === undefined ? [] : [{ method, path, operation }];
    }),
  );
}
