import type { FastifyReply } from 'fastify';

/** Requests that wait for something new: a bounded number, each ended when its client goes or the server closes. */
export class WaitingRoom {
  readonly #most: number;
  readonly #inside = new Set<AbortController>();

  constructor(most: number) {
    this.#most = most;
  }

  get size(): number {
    return this.#inside.size;
  }

  /** Runs `wait` with the signal that ends it. Undefined, without running it, when the room is full. */
  async enter<T>(reply: FastifyReply, wait: (signal: AbortSignal) => Promise<T>): Promise<T | undefined> {
    if (this.#inside.size >= this.#most) return undefined;
    const end = new AbortController();
    const leave = () => end.abort();
    this.#inside.add(end);
    reply.raw.once('close', leave);
    try {
      return await wait(end.signal);
    } finally {
      reply.raw.off('close', leave);
      this.#inside.delete(end);
    }
  }

  /** Ends every wait. */
  clear(): void {
    for (const end of this.#inside) end.abort();
  }
}
