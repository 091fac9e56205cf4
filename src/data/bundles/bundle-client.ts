import * as http from 'node:http';
import * as https from 'node:https';
import { BUNDLE_TYPE } from './manifest.ts';

export interface BundleClientOptions {
  /** Where the bundle is, http or https. */
  readonly url: string;
  /** The bearer token; asked for at each request, so that it may change. */
  readonly token?: string | (() => string | undefined);
  /** A server that sends nothing for so long is taken for gone, in milliseconds; on top of what it was asked to wait. */
  readonly silenceMs?: number;
  /** Certificates and keys, as Node's TLS takes them. */
  readonly tls?: Pick<https.AgentOptions, 'ca' | 'cert' | 'key' | 'servername'>;
}

export interface BundleRequest {
  /** The entity tags of what is there already, as they were given. */
  readonly known: readonly string[];
  /** Whether a delta is welcome. */
  readonly delta: boolean;
  /** For how long the server may wait for something new, in milliseconds; whole seconds count. */
  readonly waitMs: number;
  readonly signal: AbortSignal;
}

export interface BundleAnswer {
  /** Undefined when nothing is new. Must be read or destroyed. */
  readonly body: http.IncomingMessage | undefined;
  /** Bytes of the body, where they are announced. */
  readonly length: number | undefined;
  readonly etag: string | undefined;
  /** Whether the server waits when asked to; undefined when it did not say. */
  readonly longPoll: boolean | undefined;
}

const SILENCE_MS = 5000;

/** The server answered with something else than a bundle. */
export class BundleHttpError extends Error {
  override readonly name = 'BundleHttpError';
  readonly status: number;
  /** What `Retry-After` asks for, in milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(status: number, retryAfter: string | undefined) {
    super(`the control plane answered with ${status} ${http.STATUS_CODES[status] ?? ''}`.trimEnd());
    this.status = status;
    this.retryAfterMs = /^\d{1,5}$/.test(retryAfter ?? '') ? Number(retryAfter) * 1000 : undefined;
  }
}

/** Asks one URL for a bundle by OPA's protocol, over connections that are kept. */
export class BundleClient {
  readonly #url: URL;
  readonly #token: BundleClientOptions['token'];
  readonly #silenceMs: number;
  readonly #agent: http.Agent;
  readonly #request: typeof http.request;

  /** Throws a TypeError for a URL that is not http or https. */
  constructor({ url, token, silenceMs = SILENCE_MS, tls = {} }: BundleClientOptions) {
    this.#silenceMs = silenceMs;
    this.#url = new URL(url);
    if (!/^https?:$/.test(this.#url.protocol)) throw new TypeError(`${url} is not an http or https URL`);
    this.#token = token;
    const secure = this.#url.protocol === 'https:';
    this.#agent = secure ? new https.Agent({ keepAlive: true, ...tls }) : new http.Agent({ keepAlive: true });
    this.#request = secure ? https.request : http.request;
  }

  /** Rejects with a BundleHttpError, or with the error of the connection. */
  get({ known, delta, waitMs, signal }: BundleRequest): Promise<BundleAnswer> {
    const token = typeof this.#token === 'function' ? this.#token() : this.#token;
    const seconds = Math.floor(waitMs / 1000);
    const headers = {
      prefer: `modes=snapshot${delta ? ',delta;removals=lenient' : ''}${seconds > 0 ? `;wait=${seconds}` : ''}`,
      ...(known.length === 0 ? {} : { 'if-none-match': known.join(', ') }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    };
    return new Promise((resolve, reject) => {
      const request = this.#request(this.#url, { agent: this.#agent, headers, signal });
      request.setTimeout(seconds * 1000 + this.#silenceMs, () =>
        request.destroy(new Error('the control plane does not answer')),
      );
      request.on('error', reject);
      request.once('response', (response) => {
        request.setTimeout(this.#silenceMs);
        // An error is thrown to whoever reads the body, also when it came before.
        response.on('error', () => undefined);
        const { statusCode = 0, headers } = response;
        if (statusCode === 200) {
          resolve({
            body: response,
            length: /^\d+$/.test(headers['content-length'] ?? '')
              ? Number(headers['content-length'])
              : undefined,
            etag: headers.etag,
            longPoll: headers['content-type'] === BUNDLE_TYPE,
          });
          return;
        }
        response.resume();
        if (statusCode !== 304) reject(new BundleHttpError(statusCode, headers['retry-after']));
        else resolve({ body: undefined, length: undefined, etag: headers.etag, longPoll: undefined });
      });
      request.end();
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
