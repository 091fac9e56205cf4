import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { DataSource } from '../../data/data-source.ts';
import type { Revision } from '../../data/feed.ts';
import { formatRevision, parseRevision } from '../../data/revision.ts';
import { isStatic } from '../../data/static-epoch.ts';
import { waitForRevision } from '../../data/wait-for-revision.ts';
import { BadRequest, Refusal } from '../errors.ts';
import type { Authority } from '../gate/authority.ts';
import { setAside } from '../gate/load.ts';

/** Policy data that can be waited for; without `onChange` nothing is. */
export type AwaitableData = Pick<DataSource, 'revision'> & Partial<Pick<DataSource, 'onChange'>>;

/** How long a request waits for the revision it names, in milliseconds, where no option says. */
export const REVISION_WAIT = 5_000;
/** What a client that waited in vain is told to wait before it asks again, in seconds. */
const RETRY_AFTER = '1';

const ANSWERS_FROM_DATA: ReadonlySet<Authority | undefined> = new Set<Authority>([
  'decide',
  'filter',
  'search',
  'explain',
]);

/**
 * Every route that answers from policy data obeys `Postern-At-Least-Revision: epoch.number`: it answers from that
 * revision or a later one. The wait begins once the request has been read and lasts at most `waitMs`; then it is a 503.
 * A token of another epoch, or any on data that nobody writes to through Postern, is a 409. Call before routes are added.
 */
export function honourRevisionTokens(
  app: FastifyInstance,
  data: AwaitableData,
  waitMs: number = REVISION_WAIT,
): void {
  app.addHook('onRoute', (route) => {
    if (!ANSWERS_FROM_DATA.has(route.config?.authority)) return;
    const before = route.preHandler === undefined ? [] : [route.preHandler].flat();
    route.preHandler = [
      (request, _reply, next) => {
        const token = request.headers['postern-at-least-revision'];
        if (token === undefined) next();
        else waitAside(request, data, String(token), waitMs).then(() => next(), next);
      },
      ...before,
    ];
  });
}

/** While it waits, a request does not count as worked on. */
async function waitAside(
  request: FastifyRequest,
  data: AwaitableData,
  token: string,
  waitMs: number,
): Promise<void> {
  const resume = setAside(request);
  try {
    await reachRevision(data, token, waitMs);
  } finally {
    resume();
  }
}

/** Resolves when the data is at the token's revision or a later one; rejects with what to answer otherwise. */
export async function reachRevision(data: AwaitableData, token: string, waitMs: number): Promise<void> {
  const wanted = parseRevision(token);
  if (wanted === undefined)
    throw new BadRequest(
      'Postern-At-Least-Revision must be epoch.number, as a Postern-Revision header gives it',
    );
  refuseStatic(data.revision);
  const outcome = await waitForRevision(
    {
      get revision() {
        return data.revision;
      },
      onChange: (listener) => data.onChange?.(listener) ?? (() => {}),
    },
    wanted,
    waitMs,
  );
  refuseStatic(data.revision);
  if (outcome !== 'reached') throw missed(data.revision, wanted, waitMs);
}

function refuseStatic(at: Revision | undefined): void {
  if (at === undefined || !isStatic(at)) return;
  const why = 'the policy data comes from a file, which no write through Postern changes';
  throw new Refusal(409, `Postern-At-Least-Revision can't be waited for: ${why}`);
}

function missed(at: Revision | undefined, wanted: Revision, waitMs: number): Refusal {
  const token = formatRevision(wanted);
  if (at !== undefined && at.epoch !== wanted.epoch) {
    const message = `the revision ${token} is of another epoch than the policy data, which is at ${formatRevision(at)}: they can't be compared`;
    return new Refusal(409, message);
  }
  const now = at === undefined ? 'there is none yet' : `it is at ${formatRevision(at)}`;
  const message = `the policy data did not reach the revision ${token} within ${waitMs} ms: ${now}`;
  return new Refusal(503, message, { 'Retry-After': RETRY_AFTER });
}
