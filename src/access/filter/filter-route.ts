import type { FastifyInstance, FastifyReply } from 'fastify';
import { NotLiftable } from '../../policy/evaluator/residual/refusal.ts';
import { type AwaitableData, REVISION_WAIT, reachRevision } from '../consistency/at-least-revision.ts';
import { setRevision } from '../consistency/revision-header.ts';
import { inBatches } from '../deciding/batches.ts';
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
  const enqueue = inBatches();
  app.post('/access/v1/filter', { config: { authority: 'filter' } }, (request, reply) => {
    const asked = readFilterRequest(request.body);
    const fail = (error: unknown) => {
      if (!(error instanceof NotLiftable)) return reply.send(error);
      setRevision(reply, at());
      const message = "the policy can't be turned into a filter";
      return reply.code(400).send({ status: 400, message, errors: error.obstacles });
    };
    const job = () => {
      const filtered = filter(asked, callerOf(request));
      return () => answer(reply, filtered);
    };
    if (asked.atLeastRevision === undefined) {
      enqueue(job, fail);
      return;
    }
    const resume = setAside(request);
    reachRevision(data, asked.atLeastRevision, revisionWaitMs)
      .finally(resume)
      .then(() => enqueue(job, fail))
      .catch(fail);
  });
}

function answer(reply: FastifyReply, { answer, at }: Filtered): void {
  setRevision(reply, at);
  reply.header('Content-Type', 'application/json; charset=utf-8');
  reply.send(JSON.stringify({ ...answer, revision: at.revision, policy_revision: at.policyRevision }));
}
