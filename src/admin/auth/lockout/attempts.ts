import { createHash } from 'node:crypto';
import { isIPv6 } from 'node:net';
import type { Lockout } from '../../account-settings.ts';
import { type Queryable, row } from '../../queryable.ts';

/** What attempts are counted under. Only its hash is kept: an address that belongs to nobody is nothing to remember. */
export interface AttemptKey {
  readonly hash: Buffer;
  readonly threshold: number;
}

export function accountKey(email: string, { account }: Lockout): AttemptKey {
  return { hash: keyOf('account', email.toLowerCase()), threshold: account };
}

export function sourceKey(address: string, { source }: Lockout): AttemptKey {
  return { hash: keyOf('source', networkOf(address)), threshold: source };
}

function keyOf(kind: string, text: string): Buffer {
  return createHash('sha256').update(`${kind}:${text}`).digest();
}

/** An IPv6 client has a whole /64 to itself. */
function networkOf(address: string): string {
  if (!isIPv6(address) || address.startsWith('::ffff:')) return address.replace(/^::ffff:/, '');
  const [head = '', tail] = address.split('%', 1)[0]?.split('::') ?? [];
  const before = head === '' ? [] : head.split(':');
  const behind = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - behind.length);
  return [...before, ...Array<string>(zeros).fill('0'), ...behind]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}

/**
 * Counts an attempt as failed before its outcome is known, so that many at once can't get past the count; success
 * takes it back. Returns undefined, or until when the key is locked: the attempt must then not be looked at.
 */
export async function beginAttempt(
  db: Queryable,
  key: AttemptKey,
  { first, longest, forget }: Lockout,
): Promise<Date | undefined> {
  const failures = `CASE WHEN a.last_at < clock_timestamp() - $5 * interval '1 millisecond' THEN 1 ELSE a.failures + 1 END`;
  const pause = (count: string) =>
    `CASE WHEN ${count} >= $2 THEN clock_timestamp()
       + least($4::float8, $3::float8 * 2 ^ least(${count} - $2, 30)) * interval '1 millisecond' END`;
  const counted = await row(
    db,
    `INSERT INTO sign_in_attempts AS a (key, failures, last_at, locked_until)
     VALUES ($1, 1, clock_timestamp(), ${pause('1')})
     ON CONFLICT (key) DO UPDATE
     SET failures = ${failures}, last_at = clock_timestamp(), locked_until = ${pause(failures)}
     WHERE a.locked_until IS NULL OR a.locked_until <= clock_timestamp()
     RETURNING key`,
    [key.hash, key.threshold, first, longest, forget],
  );
  if (counted !== undefined) return undefined;
  return (await lockedUntil(db, key)) ?? new Date();
}

/** Until when a key is locked, or undefined. */
export async function lockedUntil(db: Queryable, key: Pick<AttemptKey, 'hash'>): Promise<Date | undefined> {
  const found = await row<{ locked_until: Date }>(
    db,
    'SELECT locked_until FROM sign_in_attempts WHERE key = $1 AND locked_until > clock_timestamp()',
    [key.hash],
  );
  return found?.locked_until;
}

/** Takes one counted attempt back: it was right, as far as it went. */
export async function takeBackAttempt(db: Queryable, key: AttemptKey): Promise<void> {
  await db.query(
    `UPDATE sign_in_attempts
     SET failures = greatest(failures - 1, 0), locked_until = NULL
     WHERE key = $1`,
    [key.hash],
  );
}

/** Forgets all failures: after a success, a reset of the password, or by an administrator. Returns whether there were any. */
export async function clearAttempts(db: Queryable, key: Pick<AttemptKey, 'hash'>): Promise<boolean> {
  return (
    (await row(db, 'DELETE FROM sign_in_attempts WHERE key = $1 RETURNING key', [key.hash])) !== undefined
  );
}

/** Forgets what does not count any more. */
export async function trimAttempts(db: Queryable, { forget }: Lockout): Promise<void> {
  await db.query(
    `DELETE FROM sign_in_attempts
     WHERE last_at < now() - $1 * interval '1 millisecond' AND (locked_until IS NULL OR locked_until < now())`,
    [forget],
  );
}
