/**
 * What the policy is told of the things Postern keeps itself, when one of them is the resource of a request: the
 * management API says it of what it is asked to change, and the decision plane registers the same for everybody else.
 */
export type EntityProperties = Readonly<Record<string, unknown>>;

/** A user belongs to these organizations and teams, and is its own. */
export function userProperties(user: {
  readonly id: string;
  readonly organizations: readonly string[];
  readonly teams: readonly string[];
}): EntityProperties {
  return { organizations: user.organizations, teams: user.teams, owner: user.id };
}

/** A role belongs to the organization that made it, where one did. */
export function roleProperties(role: {
  readonly organization?: string | null | undefined;
}): EntityProperties {
  return role.organization ? { organization: role.organization } : {};
}

/** An organization belongs to itself. */
export function organizationProperties(organization: { readonly id: string }): EntityProperties {
  return { organizations: [organization.id] };
}

/** A team belongs to itself and to its organization. */
export function teamProperties(team: {
  readonly id: string;
  readonly organization: string;
}): EntityProperties {
  return { team: team.id, organization: team.organization };
}

/** An employee is its own, and belongs to its organization and its team where it has them. */
export function employeeProperties(employee: {
  readonly id: string;
  readonly organization?: string | null | undefined;
  readonly team?: string | null | undefined;
}): EntityProperties {
  const { id, organization, team } = employee;
  return { owner: id, ...(organization ? { organization } : {}), ...(team ? { team } : {}) };
}
