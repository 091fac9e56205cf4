import { v7 as uuidv7 } from 'uuid';
import type { Resource } from '../judge.ts';
import type { Noun } from '../noun.ts';
import { type Queryable, row, rows } from '../queryable.ts';
import { type DatedRow, datesAsText } from '../row-moments.ts';
import type { ApiToken } from './schemas.ts';

/** Null permissions: good for everything its user may. */
export const API_TOKEN_COLUMNS = `t.id, t.user_id AS user, t.name,
         CASE WHEN t.restricted THEN ARRAY(
           SELECT permission FROM api_token_permissions AS p WHERE p.token_id = t.id ORDER BY 1) END AS permissions,
         t.not_after, t.last_used_at, t.created_by,
         d.document -> 'organizations' AS organizations, d.document -> 'teams' AS teams,
         t.version, t.created_at, t.updated_at`;
export const API_TOKENS = 'api_tokens AS t JOIN users_document AS d ON d.key = t.user_id';

const MOMENTS = ['not_after', 'last_used_at', 'created_at', 'updated_at'] as const;
type Moment = (typeof MOMENTS)[number];

export type ApiTokenRow = DatedRow<ApiToken, Moment>;

export const fromRow = (found: ApiTokenRow) => datesAsText<ApiToken, Moment>(found, MOMENTS);

export const apiTokens: Noun<ApiToken> = {
  type: 'api_token',
  table: 'api_tokens',
  async read(db, id) {
    const found = await row<ApiTokenRow>(
      db,
      `SELECT ${API_TOKEN_COLUMNS} FROM ${API_TOKENS} WHERE t.id = $1`,
      [id],
    );
    return found && fromRow(found);
  },
  resource: apiTokenResource,
  async people(client, id) {
    const found = await row<{ user_id: string }>(client, 'SELECT user_id FROM api_tokens WHERE id = $1', [
      id,
    ]);
    return found === undefined ? [] : [found.user_id];
  },
};

/** A token belongs to its user, and where its user does. */
export function apiTokenResource({
  id,
  user,
  organizations,
  teams,
}: Pick<ApiToken, 'id' | 'user' | 'organizations' | 'teams'>): Resource {
  return { type: 'api_token', id, properties: { organizations, teams, owner: user } };
}

export interface NewTokenRecord {
  readonly user: string;
  readonly name: string;
  readonly hash: Buffer;
  readonly permissions: readonly string[];
  readonly notAfter: string;
  readonly createdBy: string;
}

/** Returns the id. */
export async function insertApiToken(db: Queryable, token: NewTokenRecord): Promise<string> {
  const id = uuidv7();
  await db.query(
    `INSERT INTO api_tokens (id, user_id, name, token_hash, not_after, restricted, created_by)
     VALUES ($1, $2, $3, $4, $5, true, $6)`,
    [id, token.user, token.name, token.hash, token.notAfter, token.createdBy],
  );
  await db.query('INSERT INTO api_token_permissions (token_id, permission) SELECT $1, unnest($2::text[])', [
    id,
    token.permissions,
  ]);
  return id;
}

/** The permissions that written ones stand for. */
export async function expandPermissions(db: Queryable, written: readonly string[]): Promise<string[]> {
  const found = await rows<{ permission: string }>(
    db,
    'SELECT DISTINCT permission FROM permission_forms WHERE written = ANY ($1) ORDER BY 1',
    [written],
  );
  return found.map(({ permission }) => permission);
}
