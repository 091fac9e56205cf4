import type { FastifyRequest } from 'fastify';
import type { Pool, PoolClient } from 'pg';
import { formatRevision } from '../data/revision.ts';
import { transaction } from '../db/transaction.ts';
import type { AdminReply } from './admin-request.ts';
import { writeAuditEntry } from './audit-entry.ts';
import { unauthenticated } from './http/problems.ts';
import { lockRights } from './lock-rights.ts';
import { row } from './queryable.ts';

/** A change that people make to their own account, signed in or by a link that was sent to them. */
export interface OwnChange<R> {
  readonly user: string;
  /** What the history calls it. */
  readonly action: string;
  /** Done once the user's row is locked. */
  readonly work: (client: PoolClient) => Promise<R>;
  /** Whether the user need not be active: `work` looks for itself. */
  readonly inactiveToo?: boolean;
  /** What the history keeps; by default that it happened. Undefined: nothing happened. */
  readonly history?: (result: R) => OwnHistory | undefined;
}

export interface OwnHistory {
  readonly targetType?: string;
  readonly targetId?: string;
  readonly before?: object | null;
  readonly after?: object | null;
}

/**
 * Makes such a change with its entry in the history in one transaction, and answers `Postern-Revision`. No permission
 * is asked: everybody may do this to themselves, and to nobody else. Throws a 401 problem where there is no such active
 * person (any more).
 */
export async function changeOwn<R>(
  pool: Pool,
  request: Pick<FastifyRequest, 'ip' | 'id'>,
  reply: AdminReply,
  { user, action, work, inactiveToo = false, history = () => ({}) }: OwnChange<R>,
): Promise<R> {
  const { result, revision } = await transaction(pool, async (client) => {
    await lockRights(client, 'users');
    await client.query('SELECT FROM users WHERE id = $1 FOR UPDATE', [user]);
    const found = await row(
      client,
      `SELECT FROM users WHERE id = $1 AND kind = 'person' AND (status = 'active' OR $2)`,
      [user, inactiveToo],
    );
    if (found === undefined) throw unauthenticated('invalid');
    const done = await work(client);
    const kept = history(done);
    if (kept !== undefined) {
      await writeAuditEntry(client, {
        actor: user,
        action,
        targetType: kept.targetType ?? 'user',
        targetId: kept.targetId ?? user,
        before: kept.before ?? null,
        after: kept.after ?? null,
        sourceAddress: request.ip || null,
        requestId: request.id,
      });
    }
    return done;
  });
  reply.header('postern-revision', formatRevision(revision));
  return result;
}
