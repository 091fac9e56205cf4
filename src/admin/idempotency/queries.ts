import { type Queryable, row } from '../queryable.ts';
import type { Question } from './questions.ts';

/** Which request is meant: the same one, sent again, has the same three. */
export interface KeyedRequest {
  readonly user: string;
  /** SHA-256 of user and key. */
  readonly keyHash: Buffer;
  readonly requestHash: Buffer;
}

/** What was answered. */
export interface KeptAnswer {
  readonly questions: readonly Question[];
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** What is kept under the key. `same`: whether for the same request. */
export function findAnswer(
  db: Queryable,
  { user, keyHash, requestHash }: KeyedRequest,
): Promise<(KeptAnswer & { readonly same: boolean }) | undefined> {
  return row(
    db,
    `SELECT request_hash = $3 AS same, questions, status, headers, body
     FROM idempotency_keys WHERE user_id = $1 AND key_hash = $2 AND expires_at > now()`,
    [user, keyHash, requestHash],
  );
}

/** Keeps others with the same key out until the transaction ends. False when one of them is in already. */
export async function lockKey(client: Queryable, { keyHash }: KeyedRequest): Promise<boolean> {
  const found = await row<{ locked: boolean }>(client, 'SELECT pg_try_advisory_xact_lock($1) AS locked', [
    keyHash.readBigInt64BE(),
  ]);
  return found?.locked === true;
}

/** `lifetime`: milliseconds. An answer that has expired gives way. */
export async function insertAnswer(
  client: Queryable,
  { user, keyHash, requestHash }: KeyedRequest,
  { questions, status, headers, body }: KeptAnswer,
  lifetime: number,
): Promise<void> {
  await client.query(
    `INSERT INTO idempotency_keys
       (user_id, key_hash, request_hash, questions, status, headers, body, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, now() + $8 * interval '1 millisecond')
     ON CONFLICT (user_id, key_hash) DO UPDATE
     SET request_hash = excluded.request_hash, questions = excluded.questions, status = excluded.status,
         headers = excluded.headers, body = excluded.body, created_at = now(), expires_at = excluded.expires_at`,
    [user, keyHash, requestHash, JSON.stringify(questions), status, JSON.stringify(headers), body, lifetime],
  );
}

/** Deletes what has expired. */
export async function trimAnswers(db: Queryable): Promise<void> {
  await db.query('DELETE FROM idempotency_keys WHERE expires_at <= now()');
}
