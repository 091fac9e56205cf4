import { type Queryable, row } from '../../queryable.ts';

export interface SecondFactor {
  readonly secret: Buffer;
  readonly sealed: boolean;
  readonly confirmed: boolean;
}

export function readSecondFactor(db: Queryable, user: string): Promise<SecondFactor | undefined> {
  return row<SecondFactor>(
    db,
    'SELECT secret, sealed, confirmed_at IS NOT NULL AS confirmed FROM second_factors WHERE user_id = $1',
    [user],
  );
}

/** Begins anew where one was begun and not confirmed. Returns whether it could: a confirmed one stays. */
export async function beginSecondFactor(
  db: Queryable,
  user: string,
  { secret, sealed }: Pick<SecondFactor, 'secret' | 'sealed'>,
): Promise<boolean> {
  const begun = await row(
    db,
    `INSERT INTO second_factors (user_id, secret, sealed) VALUES ($1, $2, $3)
     ON CONFLICT (user_id) DO UPDATE SET secret = $2, sealed = $3, last_step = 0, created_at = now()
     WHERE second_factors.confirmed_at IS NULL
     RETURNING user_id`,
    [user, secret, sealed],
  );
  return begun !== undefined;
}

export async function confirmSecondFactor(db: Queryable, user: string): Promise<void> {
  await db.query('UPDATE second_factors SET confirmed_at = now() WHERE user_id = $1', [user]);
}

/** Returns whether there was one. */
export async function deleteSecondFactor(db: Queryable, user: string): Promise<boolean> {
  await db.query('DELETE FROM recovery_codes WHERE user_id = $1', [user]);
  return (
    (await row(db, 'DELETE FROM second_factors WHERE user_id = $1 RETURNING user_id', [user])) !== undefined
  );
}

/** Takes the code of a time step, once. Returns false when it, or a later one, was taken before. */
export async function useStep(db: Queryable, user: string, step: number): Promise<boolean> {
  const used = await row(
    db,
    'UPDATE second_factors SET last_step = $2 WHERE user_id = $1 AND last_step < $2 RETURNING user_id',
    [user, step],
  );
  return used !== undefined;
}

export async function replaceRecoveryCodes(
  db: Queryable,
  user: string,
  hashes: readonly Buffer[],
): Promise<void> {
  await db.query('DELETE FROM recovery_codes WHERE user_id = $1', [user]);
  await db.query('INSERT INTO recovery_codes (user_id, code_hash) SELECT $1, unnest($2::bytea[])', [
    user,
    hashes,
  ]);
}

/** Takes a recovery code, once. Returns whether there was such a one. */
export async function useRecoveryCode(db: Queryable, user: string, hash: Buffer): Promise<boolean> {
  const used = await row(
    db,
    'DELETE FROM recovery_codes WHERE user_id = $1 AND code_hash = $2 RETURNING user_id',
    [user, hash],
  );
  return used !== undefined;
}

export async function countRecoveryCodes(db: Queryable, user: string): Promise<number> {
  const found = await row<{ count: number }>(
    db,
    'SELECT count(*) AS count FROM recovery_codes WHERE user_id = $1',
    [user],
  );
  return found?.count ?? 0;
}
