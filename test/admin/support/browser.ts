import type { AdminApp } from '../../../src/admin/admin-app.ts';
import type { Answer } from './client.ts';

/** Speaks HTTP with the management API as a browser does: keeps its cookie, and the session's CSRF token. */
export class Browser {
  readonly #app: AdminApp;
  readonly #address: string;
  cookie: string | undefined;
  csrf: string | undefined;

  /** `address`: where it seems to be. */
  constructor(app: AdminApp, address = '192.0.2.1') {
    this.#app = app;
    this.#address = address;
  }

  async request(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const raw = Buffer.isBuffer(body);
    const answer = await this.#app.inject({
      method,
      url: `/admin/v1${path}`,
      remoteAddress: this.#address,
      headers: {
        ...(this.cookie === undefined ? {} : { cookie: this.cookie }),
        ...(this.csrf === undefined ? {} : { 'x-csrf-token': this.csrf }),
        ...(body === undefined ? {} : { 'content-type': raw ? 'image/png' : 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { payload: raw ? body : JSON.stringify(body) }),
    });
    const [set] = [answer.headers['set-cookie']].flat();
    if (set !== undefined) this.cookie = /Max-Age=0/.test(set) ? undefined : set.split(';', 1)[0];
    const csrf = answer.headers['x-csrf-token'];
    if (typeof csrf === 'string') this.csrf = csrf;
    const json = /json/.test(String(answer.headers['content-type']));
    return {
      status: answer.statusCode,
      headers: answer.headers,
      body: json ? JSON.parse(answer.body) : answer.rawPayload,
    };
  }

  get(path: string): Promise<Answer> {
    return this.request('GET', path);
  }

  post(path: string, body?: unknown): Promise<Answer> {
    return this.request('POST', path, body);
  }

  /** A change of one's own profile, with the ETag that is current now. */
  async change(method: 'PATCH' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<Answer> {
    const { headers } = await this.get('/me');
    return this.request(method, path, body, { 'if-match': String(headers.etag) });
  }

  async signIn(email: string, password: string, code?: string): Promise<Answer> {
    const answer = await this.post('/sign-in', { email, password, ...(code === undefined ? {} : { code }) });
    if (answer.status === 200) this.csrf = answer.body.csrf_token;
    return answer;
  }
}
