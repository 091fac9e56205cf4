import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { unpackTar } from 'modern-tar';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Milliseconds. */
  readonly took: number;
  /** `performance.now()` when the answer was there. */
  readonly at: number;
}

const agent = new Agent({ keepAlive: true });

/** Asks for a bundle with these header fields. */
export async function getBundle(url: string, headers: Record<string, string> = {}): Promise<Answer> {
  const began = performance.now();
  const response = await new Promise<import('node:http').IncomingMessage>((resolve, reject) => {
    request(url, { headers, agent }, resolve).once('error', reject).end();
  });
  const body = await buffer(response);
  const at = performance.now();
  return { status: response.statusCode ?? 0, headers: response.headers, body, took: at - began, at };
}

/** The files of a bundle as text, in their order. */
export async function unpackBundle(bytes: Uint8Array): Promise<Map<string, string>> {
  const entries = await unpackTar(gunzipSync(bytes), { strict: true });
  return new Map(entries.map(({ header, data }) => [header.name, Buffer.from(data ?? []).toString()]));
}
