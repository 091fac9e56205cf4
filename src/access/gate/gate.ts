import type { FastifyInstance, FastifyRequest, onRequestHookHandler } from 'fastify';
import { Refusal } from '../errors.ts';
import type { Authority } from './authority.ts';
import { type Bearer, type CredentialOptions, forbidden, identify } from './credentials.ts';
import { Load, OVERLOADED } from './load.ts';
import { isOpenRoute } from './open-routes.ts';

export interface GateOptions extends CredentialOptions {
  /** Requests worked on at a time; those beyond are answered with 503. A long body or a batch counts for several. */
  readonly maxRequests?: number | undefined;
  /** Connections at a time; those beyond are closed. */
  readonly maxConnections?: number | undefined;
  /** Called when a request is refused or a connection closed because there is too much to do. */
  readonly onShed?: ((what: 'request' | 'connection') => void) | undefined;
}

export const MAX_REQUESTS = 1_000;
export const MAX_CONNECTIONS = 10_000;

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; undefined where nobody is asked for a credential. */
    bearer: Bearer | undefined;
  }
}

/**
 * Guards every route added from now on by the authority it names: too much to do is a 503, no known credential a 401,
 * one without the authority a 403. All of that before a body is read. A route without an authority that is not known
 * to be open is refused when it is added.
 */
export function gate(app: FastifyInstance, options: GateOptions): Load {
  const { maxRequests = MAX_REQUESTS, maxConnections = MAX_CONNECTIONS } = options;
  const load = new Load(maxRequests);
  const bodyLimit = app.initialConfig.bodyLimit ?? 0;
  app.server.maxConnections = maxConnections;
  app.server.on('drop', () => options.onShed?.('connection'));
  app.decorateRequest('bearer', undefined);
  app.addHook('onRoute', (route) => {
    const authority = route.config?.authority;
    if (authority !== undefined) {
      const guard = guardOf(authority, load, options, route.bodyLimit ?? bodyLimit);
      route.onRequest = [guard, ...[route.onRequest ?? []].flat()];
    } else if (!isOpenRoute(route.url)) {
      throw new Error(
        `the route ${route.url} names no authority and is not in src/access/gate/open-routes.ts`,
      );
    }
  });
  return load;
}

function guardOf(
  authority: Authority,
  load: Load,
  options: GateOptions,
  bodyLimit: number,
): onRequestHookHandler {
  const everybody = options.tokens === undefined && options.clients === undefined;
  // Whoever looks into what is wrong has to be answered just then.
  const sheds = authority !== 'metrics';
  return (request, reply, next) => {
    if (sheds && load.full) {
      options.onShed?.('request');
      return next(OVERLOADED);
    }
    if (!everybody) {
      const bearer = identify(request.raw, options);
      if (bearer instanceof Refusal) return next(bearer);
      if (!bearer.authorities.has(authority)) return next(forbidden(bearer, authority));
      request.bearer = bearer;
    }
    load.admit(request, reply, bodyLimit);
    next();
  };
}

/** Throws a Refusal with 403 where the caller of a route may not ask for this beside the route's own authority. */
export function demandAuthority(request: FastifyRequest, authority: Authority): void {
  const { bearer } = request;
  if (bearer !== undefined && !bearer.authorities.has(authority)) throw forbidden(bearer, authority);
}
