import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import type { AdminApp } from '../../../src/admin/admin-app.ts';
import { tokenHash } from '../../../src/admin/authentication.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Record<string, unknown>;
  // The body is whatever the API answered; tests look into it.
  // biome-ignore lint/suspicious/noExplicitAny: a test says by its assertions what it expects
  readonly body: any;
}

export interface RequestOptions {
  readonly body?: unknown;
  /** The value of If-Match. */
  readonly match?: string;
  readonly headers?: Record<string, string>;
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Speaks HTTP with the management API under one token. */
export class Client {
  readonly #app: AdminApp;
  readonly token: string;

  constructor(app: AdminApp, token: string) {
    this.#app = app;
    this.token = token;
  }

  /** A client with a new token of a user. */
  static async of(app: AdminApp, pool: Pool, user: string): Promise<Client> {
    const token = randomBytes(32).toString('base64url');
    await pool.query('INSERT INTO api_tokens (id, user_id, name, token_hash) VALUES ($1, $2, $3, $4)', [
      uuidv7(),
      user,
      'test',
      tokenHash(token),
    ]);
    return new Client(app, token);
  }

  async request(
    method: Method,
    path: string,
    { body, match, headers = {} }: RequestOptions = {},
  ): Promise<Answer> {
    const answer = await this.#app.inject({
      method,
      url: `/admin/v1${path}`,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(match === undefined ? {} : { 'if-match': match }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const json = /json/.test(String(answer.headers['content-type']));
    return {
      status: answer.statusCode,
      headers: answer.headers,
      body: json ? JSON.parse(answer.body) : answer.body,
    };
  }

  get(path: string): Promise<Answer> {
    return this.request('GET', path);
  }

  post(path: string, body?: unknown): Promise<Answer> {
    return this.request('POST', path, { body });
  }

  /** PATCH with the ETag that is current now. */
  async patch(path: string, body: unknown): Promise<Answer> {
    return this.request('PATCH', path, { body, match: await this.tag(path) });
  }

  /** PUT with the ETag of what the thing belongs to. */
  async put(path: string, owner: string, body?: unknown): Promise<Answer> {
    return this.request('PUT', path, {
      ...(body === undefined ? {} : { body }),
      match: await this.tag(owner),
    });
  }

  /** DELETE with the ETag of the thing, or of what it belongs to. */
  async delete(path: string, owner = path): Promise<Answer> {
    return this.request('DELETE', path, { match: await this.tag(owner) });
  }

  /** The ETag of a thing; a made-up one where the client can't read it. */
  async tag(path: string): Promise<string> {
    const { headers } = await this.get(path);
    return String(headers.etag ?? '"0"');
  }

  /** POST that must succeed. Returns the body. */
  async make(path: string, body: unknown): Promise<Answer['body']> {
    const answer = await this.post(path, body);
    assert.equal(answer.status, 201, JSON.stringify(answer.body));
    return answer.body;
  }
}

/** Asserts an answer's status and, for a problem, its type. Returns the body. */
export function expect(answer: Answer, status: number, code?: string): Answer['body'] {
  assert.equal(answer.status, status, JSON.stringify(answer.body));
  if (status >= 400) {
    assert.match(String(answer.headers['content-type']), /^application\/problem\+json/);
    assert.equal(answer.body.status, status);
    assert.ok(answer.body.detail, 'a problem has a detail');
  }
  if (code !== undefined) assert.equal(answer.body.type, `urn:postern:problem:${code}`);
  return answer.body;
}
