import { lstat } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { dirname } from 'node:path';

/** Where a server listens: a TCP address or a Unix socket. */
export type ListenAddress =
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'unix'; readonly path: string };

export const LISTEN_ADDRESS_FORM = 'host:port, [IPv6]:port or unix:/path';

/** Reads `host:port`, `[IPv6]:port` or `unix:/path`. Port 0 is any free port. Undefined when it is none of them. */
export function parseListenAddress(text: string): ListenAddress | undefined {
  if (text.startsWith('unix:')) {
    const path = text.slice('unix:'.length);
    return path.startsWith('/') ? { kind: 'unix', path } : undefined;
  }
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^\s:/[\]]+)):(\d{1,5})$/.exec(text);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  return host !== undefined && port <= 65_535 ? { kind: 'tcp', host, port } : undefined;
}

/** The address as a setting would be written. */
export function formatListenAddress(address: ListenAddress): string {
  if (address.kind === 'unix') return `unix:${address.path}`;
  return `${address.host.includes(':') ? `[${address.host}]` : address.host}:${address.port}`;
}

const TAKEN = 'another process listens there';

/** Nobody listens there, or the reason in words why this process can't listen. */
export async function whyNotListen(address: ListenAddress): Promise<string | undefined> {
  if (address.kind === 'unix') return await whyNotSocket(address.path);
  return await new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(explain(error)));
    probe.listen({ host: address.host, port: address.port, exclusive: true }, () =>
      probe.close(() => resolve(undefined)),
    );
  });
}

async function whyNotSocket(path: string): Promise<string | undefined> {
  const found = await lstat(path).catch(() => undefined);
  if (found !== undefined && !found.isSocket()) return 'there is a file that is no socket';
  if (await answers(path)) return TAKEN;
  const folder = await lstat(dirname(path)).catch(() => undefined);
  return folder === undefined ? 'there is no such folder' : undefined;
}

/** Whether some process accepts connections on the socket; false for a file that a dead process left. */
export async function answers(path: string): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

function explain(error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case 'EADDRINUSE':
      return TAKEN;
    case 'EACCES':
      return 'this user may not listen there';
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return 'this machine has no such address';
    default:
      return error.message;
  }
}
