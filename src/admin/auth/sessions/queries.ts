import { v7 as uuidv7 } from 'uuid';
import { type Queryable, row, rows } from '../../queryable.ts';
import type { Session } from './schemas.ts';

export interface NewSession {
  readonly user: string;
  readonly tokenHash: Buffer;
  readonly sourceAddress: string | null;
  readonly userAgent: string | null;
  readonly secondFactor: boolean;
  /** Milliseconds. */
  readonly longest: number;
}

/** Returns the id, and when it ends at the latest. */
export async function insertSession(
  db: Queryable,
  session: NewSession,
): Promise<{ id: string; expires: Date }> {
  const id = uuidv7();
  const made = await row<{ expires_at: Date }>(
    db,
    `INSERT INTO sessions (id, user_id, token_hash, source_address, user_agent, second_factor, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, now() + $7 * interval '1 millisecond')
     RETURNING expires_at`,
    [
      id,
      session.user,
      session.tokenHash,
      session.sourceAddress,
      session.userAgent?.slice(0, 300) ?? null,
      session.secondFactor,
      session.longest,
    ],
  );
  return { id, expires: made?.expires_at ?? new Date() };
}

/** A user's sessions that can still be used, the latest first. `idle` in milliseconds. */
export async function listSessions(db: Queryable, user: string, idle: number): Promise<Session[]> {
  const found = await rows<SessionRow>(
    db,
    `SELECT id, source_address, user_agent, second_factor, created_at, last_used_at, expires_at
     FROM sessions
     WHERE user_id = $1 AND expires_at > now() AND last_used_at > now() - $2 * interval '1 millisecond'
     ORDER BY id DESC
     LIMIT 200`,
    [user, idle],
  );
  return found.map((session) => ({
    ...session,
    created_at: session.created_at.toISOString(),
    last_used_at: session.last_used_at.toISOString(),
    expires_at: session.expires_at.toISOString(),
  }));
}

type SessionRow = Omit<Session, 'created_at' | 'last_used_at' | 'expires_at'> & {
  created_at: Date;
  last_used_at: Date;
  expires_at: Date;
};

/** Returns whether the user had this session. */
export async function endSession(db: Queryable, user: string, id: string): Promise<boolean> {
  const ended = await row(db, 'DELETE FROM sessions WHERE user_id = $1 AND id = $2 RETURNING id', [user, id]);
  return ended !== undefined;
}

/** Returns how many there were. */
export async function endSessions(db: Queryable, user: string): Promise<number> {
  return (await rows(db, 'DELETE FROM sessions WHERE user_id = $1 RETURNING id', [user])).length;
}

/** Forgets sessions that can't be used any more. `idle` in milliseconds. */
export async function trimSessions(db: Queryable, idle: number): Promise<void> {
  await db.query(
    `DELETE FROM sessions WHERE expires_at <= now() OR last_used_at <= now() - $1 * interval '1 millisecond'`,
    [idle],
  );
}
