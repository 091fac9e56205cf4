import { admits, type LimitedThing, type Limits } from './limited-things.ts';

/**
 * How far a user's rights reach, as places that can be compared: `all`, an organization, a team, or what is the
 * user's own. Pure: it reads the same documents as the policy, and follows the same meaning.
 */

export type Scope = 'all' | 'organization' | 'team' | 'own';

export interface UserDocument {
  readonly roles: readonly {
    readonly role: string;
    readonly organization?: string;
    readonly not_after?: number;
  }[];
  readonly grants: Readonly<Record<string, readonly Pair[]>>;
  readonly denials: Readonly<Record<string, { readonly not_after?: number }>>;
  readonly organizations: readonly string[];
  readonly teams: readonly string[];
}

export interface RoleDocument {
  readonly permissions: Readonly<Record<string, Scope>>;
}

/** A scope of one permission, bound to an organization or not, until a time or for good. */
export interface Pair {
  readonly scope: Scope;
  readonly organization?: string;
  /** Seconds since the epoch. */
  readonly not_after?: number;
}

/** A user's documents, and those they lead to. */
export interface Rights {
  readonly user: UserDocument;
  readonly roles: ReadonlyMap<string, RoleDocument>;
  /** The organization of each of the user's teams. */
  readonly teams: ReadonlyMap<string, string>;
  /** Those of the organizations that the user belongs to or is bound to; absent where none of them limits anything. */
  readonly limits?: Limits;
}

/** A place rights reach: from when (a denial may end later than now) until when, in seconds since the epoch. */
export interface Place {
  readonly kind: Scope;
  /** The organization, the team, or for `own` the organization it is bound to. */
  readonly id?: string;
  /** The organization of a team. */
  readonly organization?: string;
  /** Another organization that the things have to belong to as well. */
  readonly within?: string;
  readonly from: number;
  readonly until: number;
}

/** The places of each permission, by name of the place. */
export type Reach = ReadonlyMap<string, ReadonlyMap<string, Place>>;

/**
 * Everything the user's assignments and grants reach, whatever the user's status, without what has ended by `now`: what
 * no organization limits or, where a thing is given, that thing and those like it.
 */
export function reachOf(rights: Rights, now: number, thing?: LimitedThing): Reach {
  const reach = new Map<string, Map<string, Place>>();
  for (const [permission, pair] of pairsOf(rights)) {
    if (thing !== undefined && !(thing.permissions.has(permission) && admits(pair, rights, thing))) continue;
    const until = pair.not_after ?? Number.POSITIVE_INFINITY;
    const from = deniedUntil(rights.user, permission, now);
    if (until <= now || until <= from) continue;
    const places = reach.get(permission) ?? new Map<string, Place>();
    reach.set(permission, places);
    for (const place of placesOf(pair, rights)) {
      const name = nameOf(place);
      const latest = Math.max(until, places.get(name)?.until ?? 0);
      places.set(name, { ...place, from, until: latest });
    }
  }
  return reach;
}

/** The same rights without every permission that is not among these. */
export function limitRights({ user, roles, ...places }: Rights, permissions: ReadonlySet<string>): Rights {
  const among = <T>(entries: Readonly<Record<string, T>>) =>
    Object.fromEntries(Object.entries(entries).filter(([permission]) => permissions.has(permission)));
  return {
    user: { ...user, grants: among(user.grants) },
    roles: new Map([...roles].map(([id, role]) => [id, { permissions: among(role.permissions) }])),
    ...places,
  };
}

/** Every pair a user holds, role by role and grant by grant, ended ones included. */
export function* pairsOf({ user, roles }: Rights): Generator<[permission: string, pair: Pair]> {
  for (const { role, ...bound } of user.roles) {
    for (const [permission, scope] of Object.entries(roles.get(role)?.permissions ?? {})) {
      yield [permission, { scope, ...bound }];
    }
  }
  for (const [permission, pairs] of Object.entries(user.grants)) {
    for (const pair of pairs) yield [permission, pair];
  }
}

/** Until when a permission is denied: 0 when it is not, infinity when for good. */
export function deniedUntil(user: UserDocument, permission: string, now: number): number {
  const denial = Object.hasOwn(user.denials, permission) ? user.denials[permission] : undefined;
  if (denial === undefined) return 0;
  const until = denial.not_after ?? Number.POSITIVE_INFINITY;
  return until <= now ? 0 : until;
}

type Spot = Omit<Place, 'from' | 'until'>;

function placesOf({ scope, organization: bound }: Pair, { user, teams }: Rights): Spot[] {
  if (scope === 'all') return bound === undefined ? [{ kind: 'all' }] : [{ kind: 'organization', id: bound }];
  const own: Spot = bound === undefined ? { kind: 'own' } : { kind: 'own', id: bound };
  if (scope === 'own') return [own];
  if (scope === 'organization') {
    if (bound !== undefined && user.organizations.includes(bound)) {
      return [{ kind: 'organization', id: bound }, own];
    }
    return [...user.organizations.map((id): Spot => ({ kind: 'organization', id, ...within(bound) })), own];
  }
  const admitted = user.teams.flatMap((id): Spot[] => {
    const organization = teams.get(id);
    if (organization === undefined) return [];
    return [{ kind: 'team', id, organization, ...within(organization === bound ? undefined : bound) }];
  });
  return [...admitted, own];
}

/** A thing may name several organizations: one of the user's, and the one that a right is bound to. */
function within(organization: string | undefined): Pick<Spot, 'within'> {
  return organization === undefined ? {} : { within: organization };
}

function nameOf({ kind, id, within }: Spot): string {
  if (within === undefined) return placeName(kind, id);
  return kind === 'team' ? `${placeName(kind, id)} within ${within}` : nameOfBoth(id, within);
}

/** What belongs to both organizations, in whatever order. */
function nameOfBoth(...organizations: readonly (string | undefined)[]): string {
  return `both ${JSON.stringify([...organizations].sort())}`;
}

function placeName(kind: Scope, id?: string): string {
  return id === undefined ? kind : `${kind}:${id}`;
}

/** What `after` reaches and `before` did not, or not as early or as long. */
export function gained(before: Reach, after: Reach): Reach {
  const more = new Map<string, Map<string, Place>>();
  for (const [permission, places] of after) {
    for (const [name, place] of places) {
      const held = before.get(permission)?.get(name);
      if (held !== undefined && held.from <= place.from && held.until >= place.until) continue;
      more.set(permission, (more.get(permission) ?? new Map<string, Place>()).set(name, place));
    }
  }
  return more;
}

/** The first permission (in order of name) of `wanted` that `held` does not cover by `now`, or undefined. */
export function firstUncovered(held: Reach, wanted: Reach, now: number): Lacking | undefined {
  for (const permission of [...wanted.keys()].sort()) {
    const places = held.get(permission);
    for (const place of wanted.get(permission)?.values() ?? []) {
      const covered = coveringNames(place).some((name) => {
        const by = places?.get(name);
        return by !== undefined && by.from <= now && by.until >= place.until;
      });
      if (!covered) return { permission, place, heldElsewhere: places !== undefined };
    }
  }
  return undefined;
}

export interface Lacking {
  readonly permission: string;
  readonly place: Pick<Place, 'kind' | 'id'>;
  /** Whether the permission is held in some reach, only not in this one. */
  readonly heldElsewhere: boolean;
}

/**
 * The places that contain this one. What is somebody's own lies in no place that is known in advance: who holds a
 * permission without a boundary, in any scope, may give it for the other's own things.
 */
export function coveringNames(place: Spot): string[] {
  const { kind, id, organization, within } = place;
  const names = coveringWhole(place);
  if (within === undefined) return names;
  return [
    ...names,
    placeName('organization', within),
    nameOf(place),
    nameOfBoth(kind === 'team' ? organization : id, within),
  ];
}

function coveringWhole({ kind, id, organization }: Spot): string[] {
  if (kind === 'all') return ['all'];
  if (kind === 'organization') return ['all', placeName('organization', id)];
  if (kind === 'team') return ['all', placeName('organization', organization), placeName('team', id)];
  return id === undefined
    ? ['all', 'own']
    : ['all', placeName('organization', id), 'own', placeName('own', id)];
}
