import { admits, type LimitedThing, type Limits, limitedTypes, thingsToJudge } from './limited-things.ts';
import type { Queryable } from './queryable.ts';
import {
  deniedUntil,
  firstUncovered,
  type Lacking,
  type Pair,
  type Place,
  pairsOf,
  type Reach,
  type Rights,
  type RoleDocument,
  reachOf,
  type Scope,
} from './reach.ts';
import { readHoldersPlaces, readLimitsOf, readPermissionsFor } from './rights-queries.ts';

/** A role's permissions before and after, for whoever holds it now or will. With `whole`, all of them count. */
export interface RoleGift {
  readonly kind: 'role';
  readonly role: string;
  /** The organization outside of which the role gives nothing; null for a role for everyone. */
  readonly organization: string | null;
  readonly before: RoleDocument;
  readonly after: RoleDocument;
  readonly whole: boolean;
}

/** A permission that is lacking, and the thing for which it is where organizations limit things of its type. */
export type LackingThing = Lacking & { readonly thing?: LimitedThing };

/** What an actor lacks to change a role in this way, or undefined. `now`: seconds since the epoch. */
export async function lackingForRole(
  client: Queryable,
  actor: Rights,
  gift: RoleGift,
  now: number,
): Promise<LackingThing | undefined> {
  const wanted = changedEntries(gift);
  const { organization } = gift;
  const within = organization === null ? new Map() : await readLimitsOf(client, [organization]);
  const things = await readThings(client, [...limitsIn(actor), within]);
  if (organization !== null) {
    const reach = reachWithin(organization, wanted);
    const places = { user: { organizations: [] }, limits: within };
    for (const thing of [undefined, ...things]) {
      if (thing !== undefined && !admits({ organization }, places, thing)) continue;
      const lacking = firstUncovered(reachOf(actor, now, thing), among(reach, thing), now);
      if (lacking !== undefined) return { ...lacking, ...(thing && { thing }) };
    }
    return undefined;
  }
  for (const thing of [undefined, ...things]) {
    const lacking = wanted.find(([permission, scope]) => !holdsScope(actor, permission, scope, now, thing));
    if (lacking === undefined) continue;
    const [permission, kind] = lacking;
    const heldElsewhere = reachOf(actor, now).has(permission);
    return { permission, place: { kind }, heldElsewhere, ...(thing && { thing }) };
  }
  const held = reachOf(actor, now);
  const narrow = wanted.filter(([permission]) => held.get(permission)?.has('all') !== true);
  if (narrow.length === 0) return undefined;
  const holders = await readHoldersPlaces(client, gift.role);
  return firstUncovered(
    held,
    new Map(narrow.map(([permission, scope]) => [permission, placesFor(scope, holders)])),
    now,
  );
}

function among(reach: Reach, thing: LimitedThing | undefined): Reach {
  if (thing === undefined) return reach;
  return new Map([...reach].filter(([permission]) => thing.permissions.has(permission)));
}

/** Permissions whose scope differs, with the scopes of both sides. */
function changedEntries({ before, after, whole }: RoleGift): [string, Scope][] {
  const names = new Set([...Object.keys(before.permissions), ...Object.keys(after.permissions)]);
  return [...names].sort().flatMap((name): [string, Scope][] => {
    const [was, is] = [before.permissions[name], after.permissions[name]];
    if (was === is && !whole) return [];
    return [was, is].filter((scope) => scope !== undefined).map((scope) => [name, scope]);
  });
}

/** The most that entries of a role of one organization can give anyone. */
function reachWithin(id: string, entries: readonly (readonly [string, Scope])[]): Reach {
  const reach = new Map<string, Map<string, Place>>();
  for (const [permission, scope] of entries) {
    const kind = scope === 'own' ? 'own' : 'organization';
    const places = reach.get(permission) ?? new Map<string, Place>();
    reach.set(permission, places.set(kind, { kind, id, from: 0, until: Number.POSITIVE_INFINITY }));
  }
  return reach;
}

const WIDTH: Readonly<Record<Scope, number>> = { own: 0, team: 1, organization: 2, all: 3 };

/**
 * Whether some pair of the actor holds the permission in this scope or a wider one, without boundary or end. Who is to
 * give a permission that is for a thing must hold it for that thing too.
 */
function holdsScope(
  actor: Rights,
  permission: string,
  scope: Scope,
  now: number,
  thing: LimitedThing | undefined,
): boolean {
  if (thing !== undefined && !thing.permissions.has(permission)) return true;
  if (deniedUntil(actor.user, permission, now) > 0) return false;
  const wideEnough = (pair: Pair) =>
    pair.organization === undefined && pair.not_after === undefined && WIDTH[pair.scope] >= WIDTH[scope];
  for (const [name, pair] of pairsOf(actor)) {
    if (name !== permission || !wideEnough(pair)) continue;
    if (thing === undefined || admits(pair, actor, thing)) return true;
  }
  return false;
}

function placesFor(
  scope: Scope,
  holders: { organizations: readonly string[]; teams: readonly { id: string; organization: string }[] },
): Map<string, Place> {
  const always = { from: 0, until: Number.POSITIVE_INFINITY };
  if (scope === 'organization') {
    return new Map(holders.organizations.map((id) => [id, { kind: 'organization', id, ...always }]));
  }
  if (scope === 'team')
    return new Map(holders.teams.map((team) => [team.id, { kind: 'team', ...team, ...always }]));
  return new Map();
}

export function limitsIn(...rights: readonly Rights[]): Limits[] {
  return rights.flatMap(({ limits }) => limits ?? []);
}

/** A thing for each way in which these limits treat things. */
export async function readThings(client: Queryable, limits: readonly Limits[]): Promise<LimitedThing[]> {
  return thingsToJudge(limits, await readPermissionsFor(client, limitedTypes(limits)));
}
