import { Problem } from './http/problem.ts';
import { admits, type LimitedThing, type Limits, limitedTypes, thingsToJudge } from './limited-things.ts';
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
import { readFeature, readHoldersPlaces, readLimitsOf, readPermissionsFor } from './rights-queries.ts';

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
    }
  /** What an organization limits before and after, for everyone who obeys it. */
  | {
      readonly kind: 'limits';
      readonly people: readonly Rights[];
      readonly before: Limits;
      readonly after: Limits;
    };

/**
 * Decides what an actor may give or take (K19): only what the actor holds, in at least that reach and for at least
 * that long. Throws a 403 problem that names the first permission lacking. To be asked inside of the transaction that
 * makes the change, with the actor's rights as they were before it.
 */
export async function mayGive(client: Queryable, actor: Rights, gift: Gift): Promise<void> {
  const now = Math.floor(Date.now() / 1000);
  const lacking = await lackingFor(client, actor, gift, now);
  if (lacking !== undefined) throw cannotGive(lacking, await readFeature(client, lacking.permission));
}

async function lackingFor(
  client: Queryable,
  actor: Rights,
  gift: Gift,
  now: number,
): Promise<LackingThing | undefined> {
  if (gift.kind === 'role') return lackingForRole(client, actor, gift, now);
  const changes =
    gift.kind === 'rights' ? [gift] : gift.people.map((person) => limitedOtherwise(person, gift));
  const limits = [
    ...(gift.kind === 'rights' ? limitsIn(gift.before, gift.after) : [gift.before, gift.after]),
    ...limitsIn(actor, ...(gift.kind === 'rights' ? [] : gift.people.slice(0, 1))),
  ];
  const things = await readThings(client, limits);
  for (const thing of gift.kind === 'rights' ? [undefined, ...things] : things) {
    const held = reachOf(actor, now, thing);
    for (const change of changes) {
      const lacking = lackingForRights(held, change, now, thing);
      if (lacking !== undefined) return lacking;
    }
  }
  return undefined;
}

type LackingThing = Lacking & { readonly thing?: LimitedThing };

type RightsChange = Pick<Gift & { kind: 'rights' }, 'before' | 'after' | 'whole'>;

function limitedOtherwise(person: Rights, { before, after }: Gift & { kind: 'limits' }): RightsChange {
  const others = person.limits ?? new Map();
  const under = (limits: Limits): Rights => ({ ...person, limits: new Map([...others, ...limits]) });
  return { before: under(before), after: under(after), whole: false };
}

function limitsIn(...rights: readonly Rights[]): Limits[] {
  return rights.flatMap(({ limits }) => limits ?? []);
}

async function readThings(client: Queryable, limits: readonly Limits[]): Promise<LimitedThing[]> {
  return thingsToJudge(limits, await readPermissionsFor(client, limitedTypes(limits)));
}

function lackingForRights(
  held: Reach,
  change: RightsChange,
  now: number,
  thing: LimitedThing | undefined,
): LackingThing | undefined {
  const before = reachOf(change.before, now, thing);
  const after = reachOf(change.after, now, thing);
  const nothing: Reach = new Map();
  const lacking =
    firstUncovered(held, gained(change.whole ? nothing : before, after), now) ??
    firstUncovered(held, gained(change.whole ? nothing : after, before), now);
  return lacking && { ...lacking, ...(thing && { thing }) };
}

async function lackingForRole(
  client: Queryable,
  actor: Rights,
  gift: Gift & { kind: 'role' },
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

function cannotGive(
  { permission, place, heldElsewhere, thing }: LackingThing,
  feature: string | undefined,
): Problem {
  const name = feature ?? permission;
  const limited =
    thing && ` for the ${thing.type} ${thing.id === undefined ? 'that no limit names' : `"${thing.id}"`}`;
  const where = `in the ${place.id === undefined ? `scope "${place.kind}"` : `${place.kind} "${place.id}"`}${limited ?? ''}`;
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
        {
          code: 'not_held',
          message,
          permission,
          scope: place.kind,
          ...(place.id ? { id: place.id } : {}),
          ...(thing && { resource_type: thing.type }),
        },
      ],
    },
  });
}
