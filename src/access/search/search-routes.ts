import type { FastifyInstance } from 'fastify';
import { callerOf } from '../deciding/caller.ts';
import type { SearchKind } from './search-request.ts';
import { createSearcher, type SearcherOptions } from './searcher.ts';

const KINDS: readonly SearchKind[] = ['subject', 'resource', 'action'];

/** `POST /access/v1/search/{subject,resource,action}`. Source: AuthZEN Authorization API 1.0, section 8. */
export function searchRoutes(app: FastifyInstance, options: SearcherOptions): void {
  const searcher = createSearcher(options);
  app.addHook('onClose', async () => searcher.close());
  for (const kind of KINDS) {
    app.post(`/access/v1/search/${kind}`, { config: { authority: 'search' } }, async (request, reply) => {
      const answer = await searcher.search(kind, request.body, callerOf(request));
      const { revision } = answer.context;
      if (revision !== undefined) reply.header('Postern-Revision', revision);
      reply.header('Content-Type', 'application/json; charset=utf-8');
      return reply.send(JSON.stringify(answer));
    });
  }
}
