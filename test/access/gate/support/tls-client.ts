import { Agent, request } from 'node:https';
import type { ConnectionOptions, PeerCertificate, TLSSocket } from 'node:tls';
import { question } from './server.ts';

export interface TlsAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: { readonly [member: string]: unknown };
  readonly peer: PeerCertificate;
  readonly reused: boolean;
}

/** Asks over TLS, by connections of its own that are kept until `close`. */
export function tlsClient(port: number, options: ConnectionOptions) {
  const agent = new Agent({ ...options, keepAlive: true, maxSockets: 1 });
  const ask = (path: string, headers: Record<string, string> = {}, body?: unknown) =>
    new Promise<TlsAnswer>((resolve, reject) => {
      const sent = request(
        {
          agent,
          host: '127.0.0.1',
          port,
          path,
          method: body === undefined ? 'GET' : 'POST',
          headers: body === undefined ? headers : { 'content-type': 'application/json', ...headers },
        },
        (response) => {
          const peer = (response.socket as TLSSocket).getPeerCertificate();
          let text = '';
          response.setEncoding('utf8').on('data', (chunk) => {
            text += chunk;
          });
          response.on('error', reject);
          response.on('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              body: JSON.parse(text),
              peer,
              reused: sent.reusedSocket,
            }),
          );
        },
      );
      sent.on('error', reject);
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });
  return {
    ask,
    evaluate: (headers: Record<string, string> = {}) => ask('/access/v1/evaluation', headers, question),
    close: () => agent.destroy(),
  };
}
