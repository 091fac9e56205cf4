import { v7 as uuidv7 } from 'uuid';
import { teamProperties } from '../../own-entities.ts';
import type { Noun } from '../noun.ts';
import { type Queryable, row, rows } from '../queryable.ts';
import { type Moments, withMoments } from '../row-moments.ts';
import type { NewTeam, Team, TeamChange } from './schemas.ts';

export const TEAM_COLUMNS =
  'id, organization_id AS organization, name, description, version, created_at, updated_at';

export type TeamRow = Moments<Team>;

export const teams: Noun<Team> = {
  type: 'team',
  table: 'teams',
  async read(db, id) {
    const found = await row<TeamRow>(db, `SELECT ${TEAM_COLUMNS} FROM teams WHERE id = $1`, [id]);
    return found && withMoments(found);
  },
  resource: (team) => ({ type: 'team', id: team.id, properties: teamProperties(team) }),
  async people(client, id) {
    const members = await rows<{ id: string }>(
      client,
      `SELECT id FROM users
       WHERE id IN (SELECT user_id FROM team_members WHERE team_id = $1
                    UNION
                    SELECT u.id FROM employees AS e JOIN users AS u ON u.employee_id = e.id WHERE e.team_id = $1)
       ORDER BY id
       FOR UPDATE`,
      [id],
    );
    return members.map((member) => member.id);
  },
};

/** Returns the id. */
export async function insertTeam(db: Queryable, body: NewTeam): Promise<string> {
  const id = body.id ?? uuidv7();
  await db.query('INSERT INTO teams (id, organization_id, name, description) VALUES ($1, $2, $3, $4)', [
    id,
    body.organization,
    body.name,
    body.description ?? '',
  ]);
  return id;
}

export async function updateTeam(db: Queryable, id: string, change: TeamChange): Promise<void> {
  await db.query(
    `UPDATE teams
     SET organization_id = COALESCE($2, organization_id), name = COALESCE($3, name),
         description = COALESCE($4, description)
     WHERE id = $1`,
    [id, change.organization ?? null, change.name ?? null, change.description ?? null],
  );
}
