import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';

/** Answers a request, or leaves it waiting. */
export type Behaviour = (response: ServerResponse) => void;

export const answer =
  (status: number, headers: Record<string, string> = {}): Behaviour =>
  (response) => {
    response.writeHead(status, headers).end();
  };

export interface Receiver {
  readonly url: string;
  /** What was received and answered with 2xx, in order. */
  readonly events: Record<string, unknown>[];
  readonly requests: {
    readonly path: string;
    readonly headers: IncomingHttpHeaders;
    readonly bytes: number;
  }[];
  behave(behaviour: Behaviour): void;
}

/** A receiver of decision logs that behaves as told; at a given port, for one that comes back. */
export async function startReceiver(t: TestContext, port = 0): Promise<Receiver> {
  const events: Record<string, unknown>[] = [];
  const requests: { path: string; headers: IncomingHttpHeaders; bytes: number }[] = [];
  let behaviour = answer(204);
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const body = Buffer.concat(parts);
      requests.push({ path: request.url ?? '', headers: request.headers, bytes: body.length });
      behaviour(response);
      if (response.writableEnded && response.statusCode < 300) {
        events.push(...(JSON.parse(gunzipSync(body).toString()) as Record<string, unknown>[]));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    events,
    requests,
    behave: (next) => {
      behaviour = next;
    },
  };
}

/** Waits until something holds; rejects after ten seconds. */
export async function until(holds: () => boolean, what = 'what was waited for'): Promise<void> {
  const end = Date.now() + 10_000;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`${what} did not come about`);
    await sleep(5);
  }
}
