import { bodyError, type Problem } from './problem.ts';
import { conflict, unavailable, unprocessable } from './problems.ts';

/** The members of a node-postgres error that tell what happened. */
interface DatabaseError extends Error {
  readonly code: string;
  readonly constraint?: string;
  readonly detail?: string;
}

/** What a unique constraint says about the field that broke it. */
const TAKEN: Readonly<Record<string, readonly [field: string, message: string]>> = {
  organizations_pkey: ['id', 'is already the id of an organization'],
  organizations_code_key: ['code', 'is already the code of another organization'],
  teams_pkey: ['id', 'is already the id of a team'],
  roles_pkey: ['id', 'is already the id of a role'],
  roles_name_key: ['name', 'is already the name of another role'],
  users_pkey: ['id', 'is already the id of a user'],
  employees_pkey: ['id', 'is already the id of an employee'],
  principal_ids_pkey: ['id', 'is already the id of a user or an employee'],
  resources_pkey: ['id', 'is already the id of a resource of this type'],
  retired_ids: ['id', 'belonged to someone who was deleted, and is never used again'],
  users_email_key: ['email', 'is already the address of another user'],
  users_employee_id_key: ['employee', 'is already linked to another user'],
  role_assignments_user_id_role_id_organization_id_key: [
    'role',
    'is already assigned to this user in this reach',
  ],
  permission_grants_user_id_permission_scope_organization_id_key: [
    'permission',
    'is already granted to this user in this reach',
  ],
  permission_denials_user_id_permission_key: ['permission', 'is already denied to this user'],
};

/** Foreign keys: the field that names something, what it names, and what still holds it on a deletion. */
const REFERENCES: Readonly<Record<string, readonly [field: string, named: string, holder: string]>> = {
  teams_organization_id_fkey: ['organization', 'organization', 'teams'],
  employees_organization_id_fkey: ['organization', 'organization', 'employees'],
  employees_team_id_fkey: ['team', 'team', 'employees'],
  resources_organization_id_fkey: ['organization', 'organization', 'resources'],
  resources_team_id_fkey: ['team', 'team', 'resources'],
  users_employee_id_fkey: ['employee', 'employee', 'a user'],
  organization_members_organization_id_fkey: ['organization', 'organization', 'members'],
  team_members_team_id_fkey: ['team', 'team', 'members'],
  roles_organization_id_fkey: ['organization', 'organization', 'roles'],
  role_assignments_role_id_fkey: ['role', 'role', 'assignments'],
  role_assignments_organization_id_fkey: ['organization', 'organization', 'role assignments'],
  permission_grants_organization_id_fkey: ['organization', 'organization', 'grants'],
};

/** What the guards and checks of the schema refuse. */
const REFUSED: Readonly<Record<string, (error: DatabaseError) => Problem>> = {
  last_administrator: () =>
    conflict(
      'last-administrator',
      'This would leave nobody to administer Postern: at least one active user must hold the administrator role, ' +
        'unbound, without an end and without a denial. Make someone else an administrator first.',
    ),
  system_role_protected: (error) =>
    conflict('system-role', `System roles can't be deleted or renamed: ${error.message}.`),
  role_bound_to_its_organization: ({ detail = '' }) =>
    unprocessable(`The role is one of the organization "${detail}" and is assigned there only.`, [
      bodyError(['organization'], `must be "${detail}", the organization of the role`),
    ]),
  permission_known: (error) =>
    unprocessable('The catalog has no such permission.', [
      bodyError(['permission'], `names no permission of the catalog: "${error.detail ?? ''}"`),
    ]),
  users_check: () =>
    unprocessable('A person needs an email address.', [
      bodyError(['email'], 'is required for a user of the kind "person"'),
    ]),
};

/** The problem that a database error stands for, or undefined when it is a fault of ours. `deleting`: in a DELETE. */
export function constraintProblem(error: unknown, deleting: boolean): Problem | undefined {
  if (!isDatabaseError(error)) return undefined;
  const constraint = error.constraint ?? '';
  const refused = REFUSED[constraint];
  if (refused !== undefined) return refused(error);
  const taken = TAKEN[constraint];
  if (taken !== undefined) {
    const [field, message] = taken;
    return conflict('already-taken', `The ${field} ${message}.`, [bodyError([field], message)]);
  }
  const reference = REFERENCES[constraint];
  if (reference !== undefined) {
    const [field, named, holder] = reference;
    return deleting
      ? conflict('still-in-use', `It is still named by ${holder}. Remove or change these first.`)
      : unprocessable(`There is no such ${named}.`, [bodyError([field], `names no ${named} that exists`)]);
  }
  if (/^22/.test(error.code)) {
    return unprocessable('A value is outside of what can be stored.', []);
  }
  return isOutage(error.code) ? unavailable('The database is away. Try again.') : undefined;
}

function isDatabaseError(error: unknown): error is DatabaseError {
  return error instanceof Error && 'code' in error && typeof error.code === 'string';
}

/** SQLSTATE classes 08 (connection), 53 (resources), 57P (shutdown), 40 (retries used up), and socket errors. */
function isOutage(code: string): boolean {
  return (
    /^(08|53|57P|40)/.test(code) ||
    ['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', 'ETIMEDOUT'].includes(code)
  );
}
