import { v7 as uuidv7 } from 'uuid';
import { employeeProperties } from '../../own-entities.ts';
import type { Resource } from '../judge.ts';
import type { Noun } from '../noun.ts';
import { type Queryable, row, rows } from '../queryable.ts';
import { type Moments, withMoments } from '../row-moments.ts';
import type { Employee, EmployeeChange, NewEmployee } from './schemas.ts';

export const EMPLOYEE_COLUMNS = `e.id, e.name, e.email, e.title, e.organization_id AS organization,
  e.team_id AS team, u.id AS user, e.version, e.created_at, e.updated_at`;
export const EMPLOYEES = 'employees AS e LEFT JOIN users AS u ON u.employee_id = e.id';

export type EmployeeRow = Moments<Employee>;

export const employees: Noun<Employee> = {
  type: 'employee',
  table: 'employees',
  async read(db, id) {
    const found = await row<EmployeeRow>(db, `SELECT ${EMPLOYEE_COLUMNS} FROM ${EMPLOYEES} WHERE e.id = $1`, [
      id,
    ]);
    return found && withMoments(found);
  },
  resource: ({ id, organization, team }) => placedEmployee(id, { organization, team }),
  async people(client, id) {
    const users = await rows<{ id: string }>(
      client,
      'SELECT id FROM users WHERE employee_id = $1 FOR UPDATE',
      [id],
    );
    return users.map((user) => user.id);
  },
};

/** An employee as a resource that belongs to these places. */
export function placedEmployee(
  id: string,
  places: { organization?: string | null; team?: string | null },
): Resource {
  return { type: 'employee', id, properties: employeeProperties({ id, ...places }) };
}

/** Returns the id. */
export async function insertEmployee(db: Queryable, body: NewEmployee): Promise<string> {
  const id = body.id ?? uuidv7();
  await db.query(
    'INSERT INTO employees (id, name, email, title, organization_id, team_id) VALUES ($1, $2, $3, $4, $5, $6)',
    [id, body.name, body.email ?? null, body.title ?? null, body.organization ?? null, body.team ?? null],
  );
  return id;
}

export async function updateEmployee(db: Queryable, before: Employee, change: EmployeeChange): Promise<void> {
  const { name, email, title, organization, team } = { ...before, ...change };
  await db.query(
    `UPDATE employees SET name = $2, email = $3, title = $4, organization_id = $5, team_id = $6 WHERE id = $1`,
    [before.id, name, email, title, organization, team],
  );
}
