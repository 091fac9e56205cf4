import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from '../errors.ts';

/** Bytes of a body that weigh as much as one request, while they arrive. */
const BYTES_A_UNIT = 65_536;
/** Items of a batch that weigh as much as one request. */
const ITEMS_A_UNIT = 64;
/** What a refused client is told to wait before it asks again, in seconds. */
const RETRY_AFTER = '1';

/** The answer to what is one too many. It has no stack of its own, so that refusing is cheap. */
export const OVERLOADED = new Refusal(503, 'too much is being asked at the moment; ask again later', {
  'Retry-After': RETRY_AFTER,
});

/**
 * How much a server has begun and not ended, weighed in requests. What has begun lies in memory and is what the next
 * request waits for, so its weight bounds both, and it is known before anything is late; the delay of the event loop
 * shows only afterwards, and then for everyone. Whatever comes while there is room is admitted whole: one long body or
 * batch may go beyond the limit, so that none is too heavy for good.
 */
export class Load {
  readonly #most: number;
  #weight = 0;
  #aside = 0;

  /** @param most requests at a time; as many may be set aside. */
  constructor(most: number) {
    this.#most = most;
  }

  get weight(): number {
    return this.#weight;
  }

  /** Requests set aside. */
  get aside(): number {
    return this.#aside;
  }

  /** Whether the next request has to be refused. */
  get full(): boolean {
    return this.#weight >= this.#most;
  }

  /**
   * Counts a request until its answer is gone, or its client is. A body weighs while it arrives; one that does not say
   * how long it is, or is packed, counts as `longestBody` bytes.
   */
  admit({ raw: request }: FastifyRequest, { raw: response }: FastifyReply, longestBody: number): void {
    const { headers } = request;
    const length = headers['content-length'];
    const open = headers['transfer-encoding'] !== undefined || headers['content-encoding'] !== undefined;
    const bytes = open ? longestBody : length === undefined ? 0 : Number(length);
    const weight = 1 + Math.floor(bytes / BYTES_A_UNIT);
    (request as Weighed)[SHARE] = { load: this, weight, aside: false };
    this.#weight += weight;
    response.on('close', leave);
  }

  /** Gives a request another weight; 0 when it is over. */
  weigh(share: Share, weight: number): void {
    if (!share.aside) this.#weight += weight - share.weight;
    else if (weight === 0) this.#aside -= 1;
    share.weight = weight;
  }

  /** Moves a request between those that are worked on and those that wait for something else. */
  move(share: Share, aside: boolean): void {
    if (share.aside === aside || share.weight === 0) return;
    if (aside && this.#aside >= this.#most) throw OVERLOADED;
    share.aside = aside;
    this.#aside += aside ? 1 : -1;
    this.#weight += aside ? -share.weight : share.weight;
  }
}

const SHARE = Symbol('what a request weighs');

/** What one request contributes. */
interface Share {
  readonly load: Load;
  weight: number;
  aside: boolean;
}

type Weighed = IncomingMessage & { [SHARE]?: Share };

function leave(this: ServerResponse): void {
  const share = (this.req as Weighed)[SHARE];
  share?.load.weigh(share, 0);
}

function shareOf({ raw }: FastifyRequest): Share | undefined {
  const share = (raw as Weighed)[SHARE];
  return share === undefined || share.weight === 0 ? undefined : share;
}

/** The body has arrived whole: its length no longer counts. */
export function bodyArrived(request: FastifyRequest): void {
  const share = shareOf(request);
  if (share !== undefined && share.weight > 1) share.load.weigh(share, 1);
}

/**
 * A request turns out to ask for so many decisions: it weighs accordingly until it is answered. Throws OVERLOADED where
 * others have taken the room meanwhile. The items are still to be worked on in turns.
 */
export function weighItems(request: FastifyRequest, items: number): void {
  const share = shareOf(request);
  if (share === undefined || items < ITEMS_A_UNIT) return;
  if (share.load.full) throw OVERLOADED;
  share.load.weigh(share, 1 + Math.floor(items / ITEMS_A_UNIT));
}

/**
 * A request waits for something that needs no work of ours: it does not count as worked on until the function that this
 * gives is called. Throws OVERLOADED where too many wait.
 */
export function setAside(request: FastifyRequest): () => void {
  const share = shareOf(request);
  share?.load.move(share, true);
  return () => share?.load.move(share, false);
}
