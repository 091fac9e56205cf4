import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AccountDependencies } from '../accounts.ts';
import type { AdminApp } from '../admin-app.ts';
import { Problem } from '../http/problem.ts';
import { idempotencyKey } from './idempotency-key.ts';
import { KeyedChange } from './keyed-change.ts';
import { findAnswer, type KeptAnswer } from './queries.ts';
import { demandAgain, notingJudge } from './questions.ts';
import { requestHash, sha256 } from './request-hash.ts';

/** Set on an answer that was kept. */
export const REPLAYED_HEADER = 'idempotent-replayed';
/** What an answer is kept with. */
const KEPT_HEADERS = ['content-type', 'cache-control', 'etag', 'location', 'postern-revision'];

/**
 * From now on a POST with an Idempotency-Key has its effect once: the answer is kept in the transaction of the change,
 * and sent to whoever sends the request again, as long as they may still do what it did. Refusals are not kept, since
 * they leave no effect behind. To be called after the hook that makes `request.judge`.
 */
export function honourIdempotencyKeys(app: AdminApp, { pool, accounts }: AccountDependencies): void {
  app.addHook('preHandler', async (request, reply) => {
    const key = request.method === 'POST' ? idempotencyKey(request.headers) : undefined;
    if (key === undefined) return;
    const user = request.actor.id;
    const keyed = {
      user,
      keyHash: sha256(JSON.stringify([user, key])),
      requestHash: requestHash(request.method, request.url, request.body),
    };
    const kept = await findAnswer(pool, keyed);
    if (kept === undefined) {
      request.keyedChange = new KeyedChange(keyed);
      request.judge = notingJudge(request.judge, request.keyedChange.noted);
      return;
    }
    if (!kept.same) throw otherRequest();
    await demandAgain(request.judge, kept.questions);
    return replay(reply, kept);
  });

  app.addHook('onSend', async (request, reply, payload) => {
    const { keyedChange } = request;
    if (keyedChange === undefined) return payload;
    if (reply.statusCode >= 300) {
      await keyedChange.abandon();
      return payload;
    }
    try {
      const changed = await keyedChange.commit(
        keptAnswer(request, reply, payload),
        accounts.settings.answersKept,
      );
      // Whatever the change has put in the outbox could not be seen before.
      if (changed) accounts.mail.wake();
    } catch (error) {
      for (const name of KEPT_HEADERS) reply.removeHeader(name);
      throw error;
    } finally {
      await keyedChange.abandon();
    }
    return payload;
  });

  app.addHook('onResponse', async ({ keyedChange }) => keyedChange?.abandon());
}

function replay(reply: FastifyReply, { status, headers, body }: KeptAnswer): FastifyReply {
  return reply.code(status).headers(headers).header(REPLAYED_HEADER, 'true').send(body);
}

function keptAnswer(request: FastifyRequest, reply: FastifyReply, payload: unknown) {
  const headers: Record<string, string> = {};
  for (const name of KEPT_HEADERS) {
    const value = reply.getHeader(name);
    if (value !== undefined) headers[name] = String(value);
  }
  const { shownOnce = [] } = request.routeOptions.config;
  return { status: reply.statusCode, headers, body: withoutSecrets(payload, shownOnce, headers) };
}

/** The body with null for each member that is shown once. An answer that nobody may store has to name these. */
function withoutSecrets(
  payload: unknown,
  shownOnce: readonly string[],
  headers: Readonly<Record<string, string>>,
): string | null {
  if (payload === null || payload === undefined) return null;
  if (typeof payload !== 'string') throw new Error('An answer with an Idempotency-Key has to be text.');
  if (headers['cache-control']?.includes('no-store') && shownOnce.length === 0) {
    throw new Error(
      'The route answers what nobody may store, and does not say which members are shown once.',
    );
  }
  if (shownOnce.length === 0) return payload;
  const hidden = Object.fromEntries(shownOnce.map((name) => [name, null]));
  return JSON.stringify({ ...JSON.parse(payload), ...hidden });
}

function otherRequest(): Problem {
  return new Problem({
    status: 422,
    code: 'key-reused',
    title: 'Idempotency-Key used already',
    detail:
      'This Idempotency-Key came with another request before. Use a new key for each request, and the same one only to send it again.',
  });
}
