/**
 * What organizations limit, as a few things that stand for all others: two things that the same organizations name are
 * the same to every limit, and so are all that none names. Pure.
 */

/** What each organization limits: by resource type, the ids that are left. */
export type Limits = ReadonlyMap<string, OrganizationLimits>;
export type OrganizationLimits = Readonly<Record<string, Readonly<Record<string, true>>>>;

/** A thing of a type that some organization limits. */
export interface LimitedThing {
  readonly type: string;
  /** Undefined stands for everything that no limit names. */
  readonly id: string | undefined;
  /** The permissions that are for this type. */
  readonly permissions: ReadonlySet<string>;
}

/** The resource types that these limits are about. */
export function limitedTypes(limits: readonly Limits[]): string[] {
  return [
    ...new Set(limits.flatMap((some) => [...some.values()].flatMap((types) => Object.keys(types)))),
  ].sort();
}

/** One thing for each way in which these limits treat the things of a type. */
export function thingsToJudge(
  limits: readonly Limits[],
  permissionsFor: ReadonlyMap<string, ReadonlySet<string>>,
): LimitedThing[] {
  return limitedTypes(limits).flatMap((type) => {
    const lists = limits.flatMap((some) => listsOf(some.values(), type));
    const named = new Map<string, string>();
    for (const id of new Set(lists.flatMap((ids) => Object.keys(ids)))) {
      named.set(lists.map((ids) => (Object.hasOwn(ids, id) ? '1' : '0')).join(''), id);
    }
    const permissions = permissionsFor.get(type) ?? new Set<string>();
    return [undefined, ...named.values()].map((id) => ({ type, id, permissions }));
  });
}

/**
 * Whether limits let a right reach a thing, as the policy has it: one that is bound to an organization obeys that
 * organization, another one the union over the user's organizations that limit the type.
 */
export function admits(
  right: { readonly organization?: string },
  {
    user,
    limits,
  }: { readonly user: { readonly organizations: readonly string[] }; readonly limits?: Limits },
  { type, id }: Pick<LimitedThing, 'type' | 'id'>,
): boolean {
  if (limits === undefined) return true;
  const obeyed = right.organization === undefined ? user.organizations : [right.organization];
  const lists = listsOf(
    obeyed.map((organization) => limits.get(organization)),
    type,
  );
  return lists.length === 0 || (id !== undefined && lists.some((ids) => Object.hasOwn(ids, id)));
}

function listsOf(
  limits: Iterable<OrganizationLimits | undefined>,
  type: string,
): Readonly<Record<string, true>>[] {
  return [...limits].map((types) => types?.[type]).filter((ids) => ids !== undefined);
}
