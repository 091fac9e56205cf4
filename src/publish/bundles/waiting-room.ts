import type { FastifyReply } from 'fastify';

/** Requests that wait for something new: a bounded number, each ended when its client goes or the server closes. */
export class WaitingRoom {
  readonly #most: number;
  readonly #inside = new Set<AbortController>();
  #closed = false;

  constructor(most: number) {
    this.#most = most;
  }

  /** Runs `wait` with the signal that ends it. Undefined when the room is full, or closed meanwhile. */
  async enter<T>(reply: FastifyReply, wait: (signal: AbortSignal) => Promise<T>): Promise<T | undefined> {
    if (this.#closed || this.#inside.size >= this.#most) return undefined;
    const end = new AbortController();
    const leave = () => end.abort();
    this.#inside.add(end);
    reply.raw.once('close', leave);
    try {
      const result = await wait(end.signal);
      return this.#closed ? undefined : result;
    } finally {
      reply.raw.off('close', leave);
      this.#inside.delete(end);
    }
  }

  /** Ends every wait, and lets nobody in any more. */
  close(): void {
    this.#closed = true;
    for (const end of this.#inside) end.abort();
  }
}
