import type { ChangeTools } from '../change.ts';
import { linkEmployee } from './link-employee.ts';
import { setUserEmployee, updateUser, users } from './queries.ts';
import type { UserChange, UserDetail } from './schemas.ts';

/** Changes name, address and employee; the link to an employee has operations of its own. */
export async function changeUser(tools: ChangeTools, before: UserDetail, change: UserChange): Promise<void> {
  const { client, judge } = tools;
  const { id } = before;
  await updateUser(client, id, change);
  if (change.employee === undefined || change.employee === before.employee) return;
  if (before.employee !== null) {
    await judge.demand('users.unlink_employee', users.resource(before));
    await setUserEmployee(client, id, null);
  }
  if (change.employee !== null) await linkEmployee(tools, id, change.employee);
}
