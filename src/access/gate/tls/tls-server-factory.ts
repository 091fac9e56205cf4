import type { Server } from 'node:http';
import { createServer, type ServerOptions } from 'node:https';
import type { FastifyServerFactory } from 'fastify';
import type { ServerTls } from './server-tls.ts';

/**
 * Makes the HTTPS server of a fastify instance, which follows `tls`. Fastify would make a server for each address of
 * `localhost` and keep those after the first to itself, out of reach of a new certificate; a factory is asked for one.
 */
export function tlsServerFactory(tls: ServerTls, http: ServerOptions): FastifyServerFactory<Server> {
  return (handler, options) => {
    const server = createServer(
      {
        ...http,
        ...tls.current,
        requestCert: tls.asksClients,
        rejectUnauthorized: false,
        handshakeTimeout: http.headersTimeout,
      },
      handler as Parameters<typeof createServer>[1],
    );
    const { keepAliveTimeout, requestTimeout } = options as ServerOptions;
    if (keepAliveTimeout !== undefined) server.keepAliveTimeout = keepAliveTimeout;
    if (requestTimeout !== undefined) server.requestTimeout = requestTimeout;
    tls.follow(server);
    return server as unknown as Server;
  };
}
