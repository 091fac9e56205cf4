import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify';
import type { Actor } from './authentication.ts';
import type { KeyedChange } from './idempotency/keyed-change.ts';
import type { Judge } from './judge.ts';

/** The server as the routes see it: typed by their schemas. */
export type AdminApp = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The management operation this route is; the catalog maps it to a permission. */
    operation?: string;
    /** Further operations the route asks for when a request does more than one thing. */
    furtherOperations?: readonly string[];
    /** Members of its answer that are shown once: an answer that is kept for an Idempotency-Key has null for them. */
    shownOnce?: readonly string[];
  }
  interface FastifyRequest {
    /** Who asks. Set before anything of the request is read. */
    actor: Actor;
    /** Asks the policy on the actor's behalf. Set once the request is valid. */
    judge: Judge;
    /** Set for a POST with an Idempotency-Key. */
    keyedChange?: KeyedChange;
  }
}
