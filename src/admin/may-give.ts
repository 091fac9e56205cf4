import { Problem } from './http/problem.ts';
import {
  type LackingThing,
  lackingForRole,
  limitsIn,
  type RoleGift,
  readThings,
} from './lacking-for-role.ts';
import type { LimitedThing, Limits } from './limited-things.ts';
import type { Queryable } from './queryable.ts';
import { firstUncovered, gained, type Reach, type Rights, reachOf } from './reach.ts';
import { readFeature } from './rights-queries.ts';

/** What a change does to rights. */
export type Gift =
  /** A user's rights before and after. With `whole`, all of them count and not only what changes. */
  | { readonly kind: 'rights'; readonly before: Rights; readonly after: Rights; readonly whole: boolean }
  | RoleGift
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

type RightsChange = Pick<Gift & { kind: 'rights' }, 'before' | 'after' | 'whole'>;

function limitedOtherwise(person: Rights, { before, after }: Gift & { kind: 'limits' }): RightsChange {
  const others = person.limits ?? new Map();
  const under = (limits: Limits): Rights => ({ ...person, limits: new Map([...others, ...limits]) });
  return { before: under(before), after: under(after), whole: false };
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
