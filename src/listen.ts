import { unlink } from 'node:fs/promises';
import type { FastifyInstance } from 'fastify';
import { answers, formatListenAddress, type ListenAddress, whyNotListen } from './listen-address.ts';
import { StopMessage } from './stop-message.ts';

/** A server to be and where the setting `variable` wants it to listen. */
export interface Place {
  readonly address: ListenAddress;
  readonly variable: string;
}

/** Throws a StopMessage that names the setting when this process can't listen there, before anything slow is begun. */
export async function checkPlace({ address, variable }: Place): Promise<void> {
  const why = await whyNotListen(address);
  if (why !== undefined) throw cannotListen({ address, variable }, why);
}

/** Makes the server listen; a socket file that a dead process left is removed. Returns where it does listen. */
export async function listen(app: FastifyInstance, { address, variable }: Place): Promise<ListenAddress> {
  try {
    if (address.kind === 'unix') {
      if (!(await answers(address.path))) await unlink(address.path).catch(() => undefined);
      await app.listen({ path: address.path });
      return address;
    }
    await app.listen({ host: address.host, port: address.port });
  } catch (error) {
    throw cannotListen({ address, variable }, error instanceof Error ? error.message : String(error));
  }
  const bound = app.server.address();
  return typeof bound === 'object' && bound !== null ? { ...address, port: bound.port } : address;
}

/** Stops listening and lets requests under way end, for so many milliseconds at most. */
export async function closeServer(app: FastifyInstance, patience: number): Promise<void> {
  const timer = setTimeout(() => app.server.closeAllConnections(), patience);
  await app.close();
  clearTimeout(timer);
}

function cannotListen({ address, variable }: Place, why: string): StopMessage {
  return new StopMessage(
    `can't listen on ${formatListenAddress(address)}: ${why}. Set ${variable} to another address, or stop what listens there.`,
  );
}
