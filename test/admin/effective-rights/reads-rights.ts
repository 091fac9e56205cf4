/** What answers of the API say somebody may do, read without any code of the API: an oracle for what the policy says. */

export interface Source {
  readonly scope: string;
  readonly organization: string | null;
  readonly ended: boolean;
  readonly limits: readonly { readonly organization: string; readonly resource_type: string }[];
}

export interface Place {
  readonly kind: string;
  readonly id: string | null;
  readonly within: string | null;
  readonly not_before: string | null;
  readonly not_after: string | null;
}

export interface Held {
  readonly permission: string;
  readonly resource_types: readonly string[];
  readonly effective: boolean;
  readonly sources: readonly Source[];
  readonly reach: readonly Place[];
}

export interface RightsAnswer {
  readonly id: string;
  readonly status: string;
  readonly employee: string | null;
  readonly organizations: readonly { readonly id: string }[];
  readonly teams: readonly { readonly id: string }[];
  readonly permissions: readonly Held[];
}

export interface Thing {
  readonly type: string;
  readonly id: string;
  readonly properties: Readonly<Record<string, string>>;
}

/** What is known of the company apart from the answer. */
export interface Surroundings {
  readonly organizationOfTeam: Readonly<Record<string, string>>;
  /** The ids that an organization is limited to, by organization and type. */
  readonly limited: (organization: string, type: string) => readonly string[];
}

function placesOf(thing: Thing, { organizationOfTeam }: Surroundings): Set<string> {
  const { organization, team } = thing.properties;
  const places = new Set<string>();
  if (organization !== undefined) places.add(organization);
  if (team !== undefined) places.add(organizationOfTeam[team] ?? '');
  return places;
}

/** By the sources that it lists. */
export function allowedBySources(
  rights: RightsAnswer,
  permission: string,
  thing: Thing,
  company: Surroundings,
): boolean {
  const held = rights.permissions.find((entry) => entry.permission === permission);
  if (held === undefined || !held.effective || !held.resource_types.includes(thing.type)) return false;
  const places = placesOf(thing, company);
  const { owner, team } = thing.properties;
  const own = owner !== undefined && (owner === rights.id || owner === rights.employee);
  const inTeam = own || rights.teams.some(({ id }) => id === team);
  const inOrganization = inTeam || rights.organizations.some(({ id }) => places.has(id));
  const admits: Record<string, boolean> = { all: true, organization: inOrganization, team: inTeam, own };
  return held.sources.some((source) => {
    const limits = source.limits.filter(({ resource_type }) => resource_type === thing.type);
    return (
      !source.ended &&
      admits[source.scope] === true &&
      (source.organization === null || places.has(source.organization)) &&
      (limits.length === 0 ||
        limits.some(({ organization }) => company.limited(organization, thing.type).includes(thing.id)))
    );
  });
}

/** Whether a place contains a thing, by the place alone. */
export function contains(place: Place, rights: RightsAnswer, thing: Thing, company: Surroundings): boolean {
  const places = placesOf(thing, company);
  const { owner, team } = thing.properties;
  if (place.within !== null && !places.has(place.within)) return false;
  if (place.kind === 'all') return true;
  if (place.kind === 'organization') return places.has(place.id ?? '');
  if (place.kind === 'team') return team === place.id;
  const own = owner !== undefined && (owner === rights.id || owner === rights.employee);
  return own && (place.id === null || places.has(place.id));
}

/** By the reach that it sums up, which says nothing of limits. */
export function allowedByReach(
  rights: RightsAnswer,
  permission: string,
  thing: Thing,
  company: Surroundings,
): boolean {
  const held = rights.permissions.find((entry) => entry.permission === permission);
  if (held === undefined || rights.status !== 'active' || !held.resource_types.includes(thing.type))
    return false;
  return held.reach.some((place) => place.not_before === null && contains(place, rights, thing, company));
}
