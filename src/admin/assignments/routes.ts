import type { AdminApp } from '../admin-app.ts';
import type { AdminDependencies } from '../dependencies.ts';
import { userRightsRoutes } from '../user-rights/routes.ts';
import { assignRole, changeAssignment } from './assign-role.ts';
import { assignment, assignmentChange, newAssignment } from './schemas.ts';

export function assignmentRoutes(app: AdminApp, deps: AdminDependencies): void {
  userRightsRoutes(app, deps, {
    path: 'assignments',
    noun: 'assignment',
    table: 'role_assignments',
    give: 'users.assign_role',
    take: 'users.unassign_role',
    schema: assignment,
    newSchema: newAssignment,
    changeSchema: assignmentChange,
    update: changeAssignment,
    pick: (user) => user.assignments,
    insert: assignRole,
  });
}
