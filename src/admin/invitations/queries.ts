import { v7 as uuidv7 } from 'uuid';
import type { Resource } from '../judge.ts';
import { languageOf } from '../mail/language.ts';
import type { Noun } from '../noun.ts';
import { type Queryable, row } from '../queryable.ts';
import { type DatedRow, datesAsText } from '../row-moments.ts';
import type { Invitation } from './schemas.ts';

export const SELECT_INVITATIONS = `
  SELECT i.id, i.email, i.name, i.role_id AS role, i.organization_id AS organization, i.bound,
         i.employee_id AS employee, i.language, i.user_id AS user,
         COALESCE(d.document -> 'organizations', to_jsonb(array_remove(ARRAY[i.organization_id], NULL))) AS organizations,
         COALESCE(d.document -> 'teams', '[]') AS teams,
         i.invited_by, i.sent_at, i.expires_at, i.accepted_at, i.revoked_at, i.version, i.created_at, i.updated_at,
         CASE WHEN i.accepted_at IS NOT NULL THEN 'accepted'
              WHEN i.revoked_at IS NOT NULL THEN 'revoked'
              WHEN i.expires_at <= clock_timestamp() THEN 'expired'
              ELSE 'pending' END AS status
  FROM invitations AS i LEFT JOIN users_document AS d ON d.key = i.user_id`;

const MOMENTS = ['sent_at', 'expires_at', 'accepted_at', 'revoked_at', 'created_at', 'updated_at'] as const;
type Moment = (typeof MOMENTS)[number];

export type InvitationRow = DatedRow<Omit<Invitation, 'language'> & { language: string }, Moment>;

export const invitations: Noun<Invitation> = {
  type: 'invitation',
  table: 'invitations',
  async read(db, id) {
    const found = await row<InvitationRow>(db, `${SELECT_INVITATIONS} WHERE i.id = $1`, [id]);
    return found && fromRow(found);
  },
  resource: invitationResource,
  async people(client, id) {
    const found = await row<{ user_id: string | null }>(
      client,
      'SELECT user_id FROM invitations WHERE id = $1',
      [id],
    );
    return found?.user_id == null ? [] : [found.user_id];
  },
};

export function invitationResource({
  id,
  user,
  organizations,
  teams,
}: Pick<Invitation, 'id' | 'user' | 'organizations' | 'teams'>): Resource {
  return {
    type: 'invitation',
    id,
    properties: { organizations, teams, ...(user === null ? {} : { owner: user }) },
  };
}

export function fromRow(found: InvitationRow): Invitation {
  const { language, ...invitation } = found;
  return {
    ...datesAsText<Omit<Invitation, 'language'>, Moment>(invitation, MOMENTS),
    language: languageOf(language),
  };
}

export interface InvitationRecord {
  readonly user: string;
  readonly email: string;
  readonly name: string;
  readonly role: string;
  readonly organization: string | null;
  readonly bound: boolean;
  readonly employee: string | null;
  readonly language: string;
}

/** Returns the id. It has no link yet. */
export async function insertInvitation(db: Queryable, record: InvitationRecord): Promise<string> {
  const id = uuidv7();
  await db.query(
    `INSERT INTO invitations (id, user_id, email, name, role_id, organization_id, bound, employee_id, language,
                              invited_by, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', now())`,
    [
      id,
      record.user,
      record.email,
      record.name,
      record.role,
      record.organization,
      record.bound,
      record.employee,
      record.language,
    ],
  );
  return id;
}

/** Gives an invitation a new link, in place of the one before. */
export async function setLink(
  db: Queryable,
  id: string,
  { hash, expires, by }: { readonly hash: Buffer; readonly expires: Date; readonly by: string },
): Promise<void> {
  await db.query(
    'UPDATE invitations SET token_hash = $2, expires_at = $3, sent_at = now(), invited_by = $4 WHERE id = $1',
    [id, hash, expires, by],
  );
}

/** The open invitation of an address, or undefined. */
export async function findOpenInvitation(db: Queryable, email: string): Promise<string | undefined> {
  const found = await row<{ id: string }>(
    db,
    `SELECT id FROM invitations
     WHERE lower(email) = lower($1) AND accepted_at IS NULL AND revoked_at IS NULL FOR UPDATE`,
    [email],
  );
  return found?.id;
}

/** The invitation a link belongs to, or undefined. */
export async function findByLink(db: Queryable, hash: Buffer): Promise<Invitation | undefined> {
  const found = await row<InvitationRow>(db, `${SELECT_INVITATIONS} WHERE i.token_hash = $1`, [hash]);
  return found && fromRow(found);
}

export async function markRevoked(db: Queryable, id: string): Promise<void> {
  await db.query('UPDATE invitations SET revoked_at = now(), user_id = NULL WHERE id = $1', [id]);
}

export async function markAccepted(db: Queryable, id: string): Promise<void> {
  await db.query(
    'UPDATE invitations SET accepted_at = now(), version = version + 1, updated_at = now() WHERE id = $1',
    [id],
  );
}
