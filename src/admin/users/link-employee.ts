import type { ChangeTools } from '../change.ts';
import { employees } from '../employees/queries.ts';
import { bodyError } from '../http/problem.ts';
import { conflict, unprocessable } from '../http/problems.ts';
import { setUserEmployee, userOfEmployee } from './queries.ts';

/**
 * Links a user to an employee. Whoever does it must be allowed to where the employee belongs. Throws a 409 problem
 * that names the user the employee is linked to already (O12).
 */
export async function linkEmployee(
  { client, judge }: ChangeTools,
  user: string,
  employee: string,
): Promise<void> {
  await client.query('SELECT FROM employees WHERE id = $1 FOR UPDATE', [employee]);
  const found = await employees.read(client, employee);
  if (found === undefined) {
    throw unprocessable('There is no such employee.', [
      bodyError(['employee'], 'names no employee that exists'),
    ]);
  }
  const { properties } = employees.resource(found);
  await judge.demand('users.link_employee', { type: 'user', id: user, ...(properties && { properties }) });
  const holder = await userOfEmployee(client, employee);
  if (holder !== undefined && holder !== user) {
    const message = `is already linked to the user "${holder}"`;
    throw conflict(
      'already-linked',
      `The employee "${employee}" ${message}.`,
      [bodyError(['employee'], message)],
      {
        user: holder,
      },
    );
  }
  await setUserEmployee(client, user, employee);
}
