import assert from 'node:assert/strict';
import { BOOTSTRAP_USER } from '../../../src/admin/bootstrap-administrator.ts';
import type { ManagementDescription } from '../../../src/admin/openapi/describe-api.ts';
import { METHODS, type Operation } from '../../../src/openapi/description.ts';
import type { AdminApi } from './admin-api.ts';
import type { Answer } from './client.ts';

/** Makes changes, and looks for their entries in the history. */
export class ChangeWalk {
  readonly api: AdminApi;
  readonly #operations: ReadonlyMap<string, Operation>;
  readonly #seen = new Set<string>();

  constructor(api: AdminApi, { paths }: ManagementDescription) {
    this.api = api;
    this.#operations = new Map(
      Object.entries(paths).flatMap(([path, item]) =>
        METHODS.filter((method) => method !== 'get').flatMap((method) => {
          const operation = item[method];
          return operation === undefined ? [] : [[`${method.toUpperCase()} ${path}`, operation] as const];
        }),
      ),
    );
  }

  /** A change by the administrator. `owner`: the thing whose version is compared. */
  change = async (
    method: 'POST' | 'PATCH' | 'PUT' | 'DELETE',
    path: string,
    body?: object,
    owner = path,
  ): Promise<Answer> => {
    const { admin } = this.api;
    const options = {
      ...(body === undefined ? {} : { body }),
      ...(method === 'POST'
        ? {
            headers: {
              'idempotency-key': `${path} ${JSON.stringify(body)}`.slice(0, 255).replace(/["\\,; ]/g, '-'),
            },
          }
        : { match: await admin.tag(owner) }),
    };
    const answer = await this.note(method, path, admin.request(method, path, options), BOOTSTRAP_USER);
    if (method === 'POST') {
      const again = await admin.request(method, path, options);
      assert.equal(again.headers['idempotent-replayed'], 'true', `${path}: ${JSON.stringify(again.body)}`);
      assert.equal(again.status, answer.status);
      assert.equal(await this.#entries(again), 0);
    }
    return answer;
  };

  /** Asserts that an answer is a success, and that its request stands in the history. */
  async note(method: string, path: string, request: Promise<Answer>, actor?: string): Promise<Answer> {
    const answer = await request;
    assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    const { operationId } = this.#operationOf(method, path);
    this.#seen.add(operationId);
    assert.ok((await this.#entries(answer, actor)) > 0, `${operationId} has no entry`);
    return answer;
  }

  /** Asserts that every change that is described was made, but for `others`. */
  assertComplete(others: readonly string[]): void {
    const known = [...this.#operations.values()].map(({ operationId }) => operationId);
    const missing = known.filter((id) => !this.#seen.has(id) && !others.includes(id));
    assert.deepEqual(missing, [], 'changes that were not made');
  }

  #operationOf(method: string, path: string): Operation {
    const parts = path.split('/').length;
    const found = [...this.#operations].filter(([key]) => {
      const [verb, template = ''] = key.replace('/admin/v1', '').split(' ');
      const pattern = new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`);
      return verb === method && template.split('/').length === parts && pattern.test(path);
    });
    const exact = found.find(([key]) => key.endsWith(path)) ?? found[0];
    assert.ok(exact, `${method} ${path} is described`);
    return exact[1];
  }

  async #entries(answer: Answer, actor?: string): Promise<number> {
    const { rows } = await this.api.pool.query<{ actor: string }>(
      'SELECT actor FROM audit_events WHERE request_id = $1',
      [answer.headers['x-request-id']],
    );
    for (const row of rows) assert.equal(row.actor, actor ?? row.actor);
    return rows.length;
  }
}
