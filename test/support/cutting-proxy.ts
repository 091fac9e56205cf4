import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { TestContext } from 'node:test';

export interface CuttingProxy {
  readonly port: number;
  /** How many connections were cut by the limit. */
  readonly cuts: () => number;
  /** Ends every connection now. */
  cut(): void;
}

/**
 * A TCP proxy to a local port, until the end of the test. It cuts a connection after so many bytes of answers as
 * `limit` says for it; Infinity spares it.
 */
export async function cuttingProxy(
  t: Pick<TestContext, 'after'>,
  target: () => number,
  limit: () => number,
): Promise<CuttingProxy> {
  const open = new Set<Socket>();
  let cuts = 0;
  const server = createServer((near) => {
    const far = connect(target(), '127.0.0.1');
    let left = limit();
    const end = () => {
      near.destroy();
      far.destroy();
      open.delete(near);
    };
    open.add(near);
    for (const socket of [near, far]) socket.on('error', end).on('close', end);
    near.pipe(far);
    far.on('data', (piece: Buffer) => {
      const part = piece.subarray(0, left);
      left -= part.length;
      if (left > 0 || part.length < 1) {
        near.write(part);
        return;
      }
      cuts += 1;
      near.write(part, end);
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const cut = () => {
    for (const near of open) near.destroy();
  };
  t.after(() => {
    server.close();
    cut();
  });
  return { port: (server.address() as AddressInfo).port, cuts: () => cuts, cut };
}
