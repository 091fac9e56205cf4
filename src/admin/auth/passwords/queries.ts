import { type Queryable, row } from '../../queryable.ts';
import type { PasswordHash } from './password-hasher.ts';

/** What is read of whoever claims to own an address. */
export interface Claimant {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly language: string;
  readonly password: KeptPassword | undefined;
}

export interface KeptPassword extends PasswordHash {
  /** As the database writes it, to the microsecond. */
  readonly changedAt: string;
}

interface ClaimantRow {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly language: string;
  readonly hash: string | null;
  readonly peppered: boolean | null;
  readonly changed_at: string | null;
}

const COLUMNS = 'u.id, u.name, u.email, u.language, p.hash, p.peppered, p.changed_at::text';

/** The active person with this address, or undefined. */
export async function findClaimant(db: Queryable, email: string): Promise<Claimant | undefined> {
  const found = await row<ClaimantRow>(
    db,
    `SELECT ${COLUMNS} FROM users AS u LEFT JOIN passwords AS p ON p.user_id = u.id
     WHERE lower(u.email) = lower($1) AND u.status = 'active' AND u.kind = 'person'`,
    [email],
  );
  return found && fromRow(found);
}

/** The same by the user's id. */
export async function readClaimant(db: Queryable, id: string): Promise<Claimant | undefined> {
  const found = await row<ClaimantRow>(
    db,
    `SELECT ${COLUMNS} FROM users AS u LEFT JOIN passwords AS p ON p.user_id = u.id
     WHERE u.id = $1 AND u.status = 'active' AND u.kind = 'person'`,
    [id],
  );
  return found && fromRow(found);
}

function fromRow({ hash, peppered, changed_at, ...claimant }: ClaimantRow): Claimant {
  if (hash === null || peppered === null || changed_at === null) return { ...claimant, password: undefined };
  return { ...claimant, password: { hash, peppered, changedAt: changed_at } };
}

/** Sets a password; every session of the user ends with it. */
export async function setPassword(db: Queryable, user: string, kept: PasswordHash): Promise<void> {
  await db.query(
    `INSERT INTO passwords (user_id, hash, peppered) VALUES ($1, $2, $3)
     ON CONFLICT (user_id) DO UPDATE SET hash = $2, peppered = $3, changed_at = clock_timestamp()`,
    [user, kept.hash, kept.peppered],
  );
}

/** Keeps the same password under a stronger hash, unless it was changed meanwhile; sessions stay. */
export async function strengthenPassword(
  db: Queryable,
  user: string,
  before: PasswordHash,
  after: PasswordHash,
): Promise<void> {
  await db.query('UPDATE passwords SET hash = $3, peppered = $4 WHERE user_id = $1 AND hash = $2', [
    user,
    before.hash,
    after.hash,
    after.peppered,
  ]);
}
