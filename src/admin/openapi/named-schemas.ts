import type { Schema } from '../../openapi/description.ts';
import { apiToken, createdApiToken, newApiToken } from '../api-tokens/schemas.ts';
import { assignment, newAssignment } from '../assignments/schemas.ts';
import { auditEvent } from '../audit-events/schemas.ts';
import { session } from '../auth/sessions/schemas.ts';
import { denial, newDenial } from '../denials/schemas.ts';
import { employee, employeeChange, newEmployee } from '../employees/schemas.ts';
import { grant, newGrant } from '../grants/schemas.ts';
import { acceptance, invitation, newInvitation } from '../invitations/schemas.ts';
import { limit, limitBody } from '../limits/schemas.ts';
import { newOrganization, organization, organizationChange } from '../organizations/schemas.ts';
import { catalog, permission } from '../permissions/schemas.ts';
import { profile, profileChange } from '../profile/schemas.ts';
import { bulkBody, bulkResult, resource, resourceBody } from '../resources/schemas.ts';
import { newRole, role, roleChange } from '../roles/schemas.ts';
import { newTeam, team, teamChange } from '../teams/schemas.ts';
import { endingChange } from '../user-rights/ending.ts';
import { newUser, user, userChange, userDetail } from '../users/schemas.ts';
import { fieldError, problem, reason } from './problems.ts';

/** The schemas that have a name of their own; wherever one is used, the name is referred to. */
export const namedSchemas: Readonly<Record<string, object>> = {
  User: user,
  UserDetail: userDetail,
  NewUser: newUser,
  UserChange: userChange,
  Assignment: assignment,
  NewAssignment: newAssignment,
  Grant: grant,
  NewGrant: newGrant,
  Denial: denial,
  NewDenial: newDenial,
  EndingChange: endingChange,
  Invitation: invitation,
  NewInvitation: newInvitation,
  Acceptance: acceptance,
  Organization: organization,
  NewOrganization: newOrganization,
  OrganizationChange: organizationChange,
  Limit: limit,
  LimitBody: limitBody,
  Team: team,
  NewTeam: newTeam,
  TeamChange: teamChange,
  Employee: employee,
  NewEmployee: newEmployee,
  EmployeeChange: employeeChange,
  Role: role,
  NewRole: newRole,
  RoleChange: roleChange,
  Permission: permission,
  Catalog: catalog,
  Resource: resource,
  ResourceBody: resourceBody,
  BulkBody: bulkBody,
  BulkResult: bulkResult,
  AuditEvent: auditEvent,
  ApiToken: apiToken,
  NewApiToken: newApiToken,
  CreatedApiToken: createdApiToken,
  Session: session,
  Profile: profile,
  ProfileChange: profileChange,
  Problem: problem,
  FieldError: fieldError,
  Reason: reason,
};

const names = new Map(Object.entries(namedSchemas).map(([name, schema]) => [JSON.stringify(schema), name]));

/** A schema in which every part that has a name is a reference to it. */
export function withReferences(schema: unknown): Schema {
  const name = names.get(JSON.stringify(schema));
  return name === undefined ? partsReferred(schema) : { $ref: `#/components/schemas/${name}` };
}

/** The same for the schema that has the name itself. */
export function partsReferred(schema: unknown): Schema {
  return Object.fromEntries(
    Object.entries(schema as Schema).map(([key, value]) => [key, VALUES.has(key) ? value : referred(value)]),
  );
}

/** Keywords that hold values and no schemas. */
const VALUES = new Set(['enum', 'const', 'default', 'examples', 'required']);

function referred(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(referred);
  return typeof value === 'object' && value !== null ? withReferences(value) : value;
}
