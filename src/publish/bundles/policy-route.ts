import type { FastifyInstance } from 'fastify';
import { sendBundle, sendNotModified, sendUnavailable } from './bundle-answer.ts';
import { entityTag, parseEntityTags } from './entity-tags.ts';
import { parsePrefer } from './prefer.ts';
import type { WaitingRoom } from './waiting-room.ts';

/** A compiled policy as it is published. */
export interface PublishedPolicy {
  /** As `.tar.gz`. */
  readonly bytes: Uint8Array;
  /** Names this policy; another one has another name. */
  readonly revision: string;
}

export interface PolicyRouteOptions {
  /** The policy to publish; undefined before there is one. */
  readonly policyBundle: () => PublishedPolicy | undefined;
  /** Calls back when `policyBundle` gives another one. Returns the function that ends it. */
  readonly onPolicyChange: (listener: () => void) => () => void;
  readonly room: WaitingRoom;
}

/** `GET /bundles/policy.tar.gz`, whose entity tag is the policy's revision. */
export function policyRoute(app: FastifyInstance, options: PolicyRouteOptions): void {
  app.get('/bundles/policy.tar.gz', { exposeHeadRoute: false }, async (request, reply) => {
    const { waitMs } = parsePrefer(request.headers.prefer);
    const known = parseEntityTags(request.headers['if-none-match']);
    const isKnown = () => {
      const policy = options.policyBundle();
      return policy === undefined || known.includes(entityTag(policy.revision).slice(1, -1));
    };
    const entered = await options.room.enter(reply, async (signal) => {
      if (waitMs > 0 && isKnown()) await changed(waitMs, signal, isKnown);
      return true;
    });
    if (entered === undefined) return sendUnavailable(reply, 'no more requests can wait here');
    const policy = options.policyBundle();
    if (policy === undefined) return sendUnavailable(reply, 'there is no policy yet');
    if (isKnown()) return sendNotModified(reply, policy.revision);
    return sendBundle(reply, policy.revision, policy.bytes);
  });

  function changed(ms: number, signal: AbortSignal, isKnown: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        stopListening();
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal.addEventListener('abort', done, { once: true });
      const stopListening = options.onPolicyChange(() => {
        if (!isKnown()) done();
      });
    });
  }
}
