import type { FastifyInstance } from 'fastify';
import { NotLiftable } from '../../policy/evaluator/residual/refusal.ts';
import { type AwaitableData, REVISION_WAIT, reachRevision } from '../consistency/at-least-revision.ts';
import { setRevision } from '../consistency/revision-header.ts';
import { callerOf } from '../deciding/caller.ts';
import { setAside } from '../gate/load.ts';
import { readFilterRequest } from './filter-request.ts';
import { createFilterer, type Filtered, type FiltererOptions } from './filterer.ts';

export interface FilterOptions extends FiltererOptions {
  readonly data: AwaitableData;
  readonly revisionWaitMs?: number | undefined;
}

/**
 * `POST /access/v1/filter`: which rows may this subject see, as a condition and as SQL. A rule that can't be said as one
 * is a 400 with the places that stand in the way.
 */
export function filterRoute(app: FastifyInstance, options: FilterOptions): void {
  const { data, at, revisionWaitMs = REVISION_WAIT } = options;
  const filter = createFilterer(options);
  app.post('/access/v1/filter', { config: { authority: 'filter' } }, async (request, reply) => {
    const asked = readFilterRequest(request.body);
    if (asked.atLeastRevision !== undefined) {
      const resume = setAside(request);
      await reachRevision(data, asked.atLeastRevision, revisionWaitMs).finally(resume);
    }
    let filtered: Filtered;
    try {
      filtered = filter(asked, callerOf(request));
    } catch (error) {
      if (!(error instanceof NotLiftable)) throw error;
      setRevision(reply, at());
      const message = "the policy can't be turned into a filter";
      return reply.code(400).send({ status: 400, message, errors: error.obstacles });
    }
    const { answer, at: made } = filtered;
    setRevision(reply, made);
    reply.header('Content-Type', 'application/json; charset=utf-8');
    return reply.send(
      JSON.stringify({ ...answer, revision: made.revision, policy_revision: made.policyRevision }),
    );
  });
}
