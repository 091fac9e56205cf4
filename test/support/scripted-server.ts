import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';
import { packTar } from 'modern-tar';

export type Answering = (request: IncomingMessage, response: ServerResponse) => void;

/** An HTTP server that answers as `answer` says, until the end of the test. Returns its URL. */
export async function scriptedServer(t: Pick<TestContext, 'after'>, answer: Answering): Promise<string> {
  const server = createServer((request, response) => answer(request, response));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/bundle.tar.gz`;
}

/** A bundle of these files, as `.tar.gz`. Values that are not text are written as JSON. */
export async function bundleOf(files: Record<string, unknown>): Promise<Buffer> {
  const entries = Object.entries(files).map(([name, content]) => {
    const body = Buffer.from(typeof content === 'string' ? content : JSON.stringify(content));
    return { header: { name, size: body.length }, body };
  });
  return gzipSync(await packTar(entries));
}
