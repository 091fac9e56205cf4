import { randomBytes, randomUUID } from 'node:crypto';
import type pg from 'pg';
import { tokenHash } from '../../src/admin/authentication.ts';

/** The bearer tokens of callers who may see everything, an organization or two, a team or two. */
export type Callers = Readonly<Record<'all' | 'organization' | 'team', string>>;

const READ = [
  'users.view',
  'employees.view',
  'teams.view',
  'organizations.view',
  'roles.view',
  'audit_logs.view',
];

/** Makes a role for whoever may read what a team has, and a token for one user of each kind. */
export async function adminCallers(pool: pg.Pool): Promise<Callers> {
  await pool.query(
    `INSERT INTO roles (id, name, scope)
     VALUES ('organization-reader', 'Organization reader', 'organization'), ('team-reader', 'Team reader', 'team')
     ON CONFLICT DO NOTHING`,
  );
  await pool.query(
    `INSERT INTO role_permissions (role_id, permission)
     SELECT r, p FROM unnest('{organization-reader,team-reader}'::text[]) AS r, unnest($1::text[]) AS p ON CONFLICT DO NOTHING`,
    [READ],
  );
  const { rows } = await pool.query<{ id: string }>(
    `SELECT u.id FROM users AS u JOIN role_assignments AS a ON a.user_id = u.id
     WHERE a.role_id = 'viewer' AND u.status = 'active' ORDER BY u.id LIMIT 2`,
  );
  const [organization, team] = rows.map(({ id }) => id);
  await assign(pool, organization, 'organization-reader');
  await assign(pool, team, 'team-reader');
  return {
    all: 'only-for-benchmarks',
    organization: await tokenOf(pool, organization),
    team: await tokenOf(pool, team),
  };
}

async function assign(pool: pg.Pool, user: string | undefined, role: string): Promise<void> {
  await pool.query(
    'INSERT INTO role_assignments (id, user_id, role_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
    [randomUUID(), user, role],
  );
}

async function tokenOf(pool: pg.Pool, user: string | undefined): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  await pool.query('INSERT INTO api_tokens (id, user_id, name, token_hash) VALUES ($1, $2, $3, $4)', [
    randomUUID(),
    user,
    'bench',
    tokenHash(token),
  ]);
  return token;
}
