import { randomBytes } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { transaction } from '../db/transaction.ts';
import { writeAuditEntry } from './audit-entry.ts';
import { tokenHash } from './authentication.ts';
import { row } from './queryable.ts';

export const BOOTSTRAP_USER = 'bootstrap-administrator';
const TOKEN_NAME = 'bootstrap';
/** Who the history names for what the program does by itself. */
const SYSTEM_ACTOR = 'system';
/** The advisory lock that one starting process holds, others wait for it. Any number of our own. */
const LOCK = 5_013_370_003;

/**
 * Makes sure that someone can administer Postern. Needs the catalog to be applied.
 *
 * The user `bootstrap-administrator` is made an administrator while there is none, and on the first start with a
 * `token`. Its token is `token`, or without one a random one of 256 bits that is returned once and kept nowhere. On later
 * starts `token` replaces the one before, and nothing happens without one.
 *
 * Where an administrator deleted, deactivated or demoted this user, it stays so, for as long as there is another
 * administrator.
 */
export async function ensureBootstrapAdministrator(
  pool: Pool,
  { token }: { readonly token?: string | undefined } = {},
): Promise<{ token?: string }> {
  const { result } = await transaction(pool, async (client) => {
    await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
    const { administered, present, retired } = await readState(client);
    if (administered && (token === undefined || retired)) return {};
    const made = token ?? randomBytes(32).toString('base64url');
    if (administered && present) {
      await setToken(client, BOOTSTRAP_USER, made);
      return {};
    }
    await setToken(client, await makeAdministrator(client, retired), made);
    return token === undefined ? { token: made } : {};
  });
  return result;
}

interface BootstrapState {
  /** There is an administrator. */
  readonly administered: boolean;
  readonly present: boolean;
  /** The user was deleted, so that its id is never used again. */
  readonly retired: boolean;
}

async function readState(client: PoolClient): Promise<BootstrapState> {
  const state = await row<BootstrapState>(
    client,
    `SELECT EXISTS (SELECT FROM administrators) AS administered,
            EXISTS (SELECT FROM users WHERE id = $1) AS present,
            EXISTS (SELECT FROM retired_ids AS r, retired_ids_key AS k WHERE r.id_hash = retired_hash($1, k.key)) AS retired`,
    [BOOTSTRAP_USER],
  );
  return state ?? { administered: false, present: false, retired: false };
}

/** Returns the id: another one where the usual was deleted, for ids are never used again. */
async function makeAdministrator(client: PoolClient, retired: boolean): Promise<string> {
  const role = await row<{ id: string }>(client, 'SELECT id FROM roles WHERE administrator');
  if (role === undefined) throw new Error('No role is the administrator role: apply a catalog first.');
  const id = retired ? `${BOOTSTRAP_USER}-${uuidv7()}` : BOOTSTRAP_USER;
  await client.query(
    `INSERT INTO users (id, kind, name, status) VALUES ($1, 'service', 'Bootstrap administrator', 'active')
     ON CONFLICT (id) DO UPDATE SET status = 'active', version = users.version + 1, updated_at = now()`,
    [id],
  );
  await client.query('DELETE FROM permission_denials WHERE user_id = $1', [id]);
  await client.query(
    `INSERT INTO role_assignments (id, user_id, role_id, reason) VALUES ($1, $2, $3, 'first administrator')
     ON CONFLICT (user_id, role_id, organization_id) DO UPDATE SET not_after = NULL`,
    [uuidv7(), id, role.id],
  );
  await writeAuditEntry(client, {
    actor: SYSTEM_ACTOR,
    action: 'users.create',
    targetType: 'user',
    targetId: id,
    before: null,
    after: { id, kind: 'service', status: 'active', role: role.id },
    sourceAddress: null,
    requestId: null,
  });
  return id;
}

/** Makes `token` the user's one bootstrap token; the same one again changes nothing. */
async function setToken(client: PoolClient, user: string, token: string): Promise<void> {
  const hash = tokenHash(token);
  await client.query('DELETE FROM api_tokens WHERE user_id = $1 AND name = $2 AND token_hash <> $3', [
    user,
    TOKEN_NAME,
    hash,
  ]);
  await client.query(
    `INSERT INTO api_tokens (id, user_id, name, token_hash) VALUES ($1, $2, $3, $4)
     ON CONFLICT (token_hash) DO NOTHING`,
    [uuidv7(), user, TOKEN_NAME, hash],
  );
}
