import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import type pg from 'pg';
import { createApp } from '../../../src/app.ts';
import { loadConfig } from '../../../src/config.ts';
import type { ListenAddress } from '../../../src/listen-address.ts';
import { testDatabase } from '../../support/database.ts';
import { logLines } from '../../support/log-lines.ts';

const TOKEN = 'token-of-the-tests';

export interface CompanyApp {
  /** The database, which an application's own tables are in as well. */
  readonly pool: () => pg.Pool;
  /** Posts to the decision API; answers of the management API are waited for first. */
  readonly ask: <T>(path: string, body: unknown) => Promise<T>;
  /** Asks the management API as the first administrator. What has to be changed at a version names whose. */
  readonly manage: (method: string, path: string, body?: unknown, versionOf?: string) => Promise<unknown>;
}

/** Both planes over HTTP on a database of their own, from before the tests of a file or group until after them. */
export function companyApp(catalog: 'kaliaops' | 'kiwi', demo: boolean): CompanyApp {
  let pool: pg.Pool | undefined;
  let url = { access: '', admin: '' };
  let revision: string | null = null;
  const closing: (() => unknown)[] = [];

  before(async () => {
    const database = await testDatabase({ after: (close) => void closing.push(close as () => unknown) });
    pool = database.pool;
    const app = createApp({
      config: loadConfig({
        DATABASE_URL: database.url,
        POSTERN_CATALOG: catalog,
        POSTERN_ACCESS_LISTEN: '127.0.0.1:0',
        POSTERN_ADMIN_LISTEN: '127.0.0.1:0',
        POSTERN_CONTROL_LISTEN: '127.0.0.1:0',
      }),
      log: logLines().log,
      bootstrapToken: () => TOKEN,
      fresh: false,
      demo,
      progress: () => {},
    });
    closing.unshift(() => app.close());
    const serving = await app.start();
    url = { access: urlOf(serving.access), admin: urlOf(serving.admin) };
  });
  after(async () => {
    for (const close of closing) await close();
  });

  const send = (to: string, method: string, body: unknown, headers: Record<string, string>) =>
    fetch(to, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });

  return {
    pool() {
      assert.ok(pool !== undefined);
      return pool;
    },
    async ask<T>(path: string, body: unknown) {
      const headers: Record<string, string> =
        revision === null ? {} : { 'postern-at-least-revision': revision };
      const answer = await send(`${url.access}/access/v1/${path}`, 'POST', body, headers);
      const text = await answer.text();
      assert.equal(answer.status, 200, text);
      return JSON.parse(text) as T;
    },
    async manage(method, path, body, versionOf) {
      const headers: Record<string, string> = { authorization: `Bearer ${TOKEN}` };
      const place = `${url.admin}/admin/v1`;
      if (versionOf !== undefined) {
        const { headers: found } = await send(place + versionOf, 'GET', undefined, headers);
        headers['if-match'] = found.get('etag') ?? '';
      }
      const answer = await send(place + path, method, body, headers);
      const text = await answer.text();
      assert.ok(answer.ok, `${method} ${path}: ${text}`);
      revision = answer.headers.get('postern-revision') ?? revision;
      return text === '' ? undefined : JSON.parse(text);
    },
  };
}

function urlOf(address: ListenAddress): string {
  assert.equal(address.kind, 'tcp');
  return address.kind === 'tcp' ? `http://${address.host}:${address.port}` : '';
}
