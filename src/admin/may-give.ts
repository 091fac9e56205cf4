import { Problem } from './http/problem.ts';
import type { Queryable } from './queryable.ts';
import {
  deniedUntil,
  firstUncovered,
  gained,
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
import { readFeature, readHoldersPlaces } from './rights-queries.ts';

/** What a change does to rights. */
export type Gift =
  /** A user's rights before and after. With `whole`, all of them count and not only what changes. */
  | { readonly kind: 'rights'; readonly before: Rights; readonly after: Rights; readonly whole: boolean }
  /** A role's permissions before and after, for whoever holds it now or will. With `whole`, all of them count. */
  | {
      readonly kind: 'role';
      readonly role: string;
      /** The organization outside of which the role gives nothing; null for a role for everyone. */
      readonly organization: string | null;
      readonly before: RoleDocument;
      readonly after: RoleDocument;
      readonly whole: boolean;
    };

/**
 * Decides what an actor may give or take (K19): only what the actor holds, in at least that reach and for at least
 * that long. Throws a 403 problem that names the first permission lacking. To be asked inside of the transaction that
 * makes the change, with the actor's rights as they were before it.
 */
export async function mayGive(client: Queryable, actor: Rights, gift: Gift): Promise<void> {
  const now = Math.floor(Date.now() / 1000);
  const lacking =
    gift.kind === 'rights'
      ? lackingForRights(actor, gift, now)
      : await lackingForRole(client, actor, gift, now);
  if (lacking !== undefined) throw cannotGive(lacking, await readFeature(client, lacking.permission));
}

function lackingForRights(actor: Rights, gift: Gift & { kind: 'rights' }, now: number): Lacking | undefined {
  const held = reachOf(actor, now);
  const before = reachOf(gift.before, now);
  const after = reachOf(gift.after, now);
  const nothing: Reach = new Map();
  return (
    firstUncovered(held, gained(gift.whole ? nothing : before, after), now) ??
    firstUncovered(held, gained(gift.whole ? nothing : after, before), now)
  );
}

async function lackingForRole(
  client: Queryable,
  actor: Rights,
  gift: Gift & { kind: 'role' },
  now: number,
): Promise<Lacking | undefined> {
  const wanted = changedEntries(gift);
  if (gift.organization !== null) {
    return firstUncovered(reachOf(actor, now), reachWithin(gift.organization, wanted), now);
  }
  const abstract = wanted.find(([permission, scope]) => !holdsScope(actor, permission, scope, now));
  if (abstract !== undefined) {
    const [permission, kind] = abstract;
    return { permission, place: { kind }, heldElsewhere: reachOf(actor, now).has(permission) };
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

/** Permissions whose scope differs, with the scopes of both sides. */
function changedEntries({ before, after, whole }: Gift & { kind: 'role' }): [string, Scope][] {
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

/** Whether some pair of the actor holds the permission in this scope or a wider one, without boundary or end. */
function holdsScope(actor: Rights, permission: string, scope: Scope, now: number): boolean {
  if (deniedUntil(actor.user, permission, now) > 0) return false;
  const wideEnough = (pair: Pair) =>
    pair.organization === undefined && pair.not_after === undefined && WIDTH[pair.scope] >= WIDTH[scope];
  for (const [name, pair] of pairsOf(actor)) {
    if (name === permission && wideEnough(pair)) return true;
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

function cannotGive({ permission, place, heldElsewhere }: Lacking, feature: string | undefined): Problem {
  const name = feature ?? permission;
  const where =
    place.id === undefined ? `in the scope "${place.kind}"` : `in the ${place.kind} "${place.id}"`;
  const message = heldElsewhere
    ? `${name} permission required ${where}: nobody can give or take what they do not hold themselves`
    : `${name} permission required: nobody can give or take what they do not hold themselves`;
  return new Problem({
    status: 403,
    code: 'permission-required',
    title: 'Permission required',
    detail: message,
    members: {
      permission,
      ...(feature === undefined ? {} : { feature }),
      reasons: [
        { code: 'not_held', message, permission, scope: place.kind, ...(place.id ? { id: place.id } : {}) },
      ],
    },
  });
}
