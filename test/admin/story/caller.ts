import assert from 'node:assert/strict';
import { managementConformance } from '../support/check-answers.ts';

// A story looks into what it was told.
// biome-ignore lint/suspicious/noExplicitAny: the story says by its assertions what it expects
export type Told = any;

/** Somebody who speaks HTTP with the management API, by a token or signed in. Each answer must be as it is described. */
export class Caller {
  /** Of the latest change that anybody made. */
  static revision: string | undefined;

  readonly #base: string;
  readonly #check: ReturnType<typeof managementConformance>;
  #cookie: string | undefined;
  #csrf: string | undefined;
  token: string | undefined;

  private constructor(base: string, check: ReturnType<typeof managementConformance>) {
    this.#base = base;
    this.#check = check;
  }

  static async at(base: string): Promise<Caller> {
    const description = await fetch(`${base}/admin/openapi.json`);
    return new Caller(base, managementConformance(await description.text()));
  }

  /** The body of an answer with this status; any other status fails. */
  async tells(status: number, method: string, path: string, body?: unknown): Promise<Told> {
    const url = `/admin/v1${path}`;
    const headers = await this.#headers(method, path, body);
    const answer = await fetch(`${this.#base}${url}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    const [cookie] = answer.headers.getSetCookie();
    this.#check.check({
      method,
      url,
      status: answer.status,
      headers: {
        ...Object.fromEntries(answer.headers),
        ...(cookie === undefined ? {} : { 'set-cookie': cookie }),
      },
      text,
    });
    assert.equal(answer.status, status, `${method} ${path}: ${text}`);
    if (cookie !== undefined) this.#cookie = cookie.split(';', 1)[0];
    Caller.revision = answer.headers.get('postern-revision') ?? Caller.revision;
    return text === '' ? undefined : JSON.parse(text);
  }

  get(path: string): Promise<Told> {
    return this.tells(200, 'GET', path);
  }

  make(path: string, body: object): Promise<Told> {
    return this.tells(201, 'POST', path, body);
  }

  async signIn(email: string, password: string): Promise<void> {
    this.#csrf = (await this.tells(200, 'POST', '/sign-in', { email, password })).csrf_token;
  }

  /** Refused for want of a permission, or for some other reason that `status` says. Tells what was said. */
  async isRefused(method: string, path: string, body?: unknown, status = 403): Promise<Told> {
    return this.tells(status, method, path, body);
  }

  async #headers(method: string, path: string, body: unknown): Promise<Record<string, string>> {
    const known =
      this.token === undefined
        ? { ...(this.#cookie === undefined ? {} : { cookie: this.#cookie }) }
        : { authorization: `Bearer ${this.token}` };
    const headers: Record<string, string> = {
      ...known,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(method === 'GET' || this.#csrf === undefined ? {} : { 'x-csrf-token': this.#csrf }),
    };
    if (!['PATCH', 'PUT', 'DELETE'].includes(method)) return headers;
    // What belongs to a thing has the ETag of the thing.
    const owner = path.split('/').slice(0, 3).join('/');
    const read = await fetch(`${this.#base}/admin/v1${owner}`, { headers: known });
    await read.body?.cancel();
    return { ...headers, 'if-match': read.headers.get('etag') ?? '"0"' };
  }
}
