import type { Assignment } from '../assignments/schemas.ts';
import type { Denial } from '../denials/schemas.ts';
import type { Grant } from '../grants/schemas.ts';
import type { Permission } from '../permissions/schemas.ts';
import { deniedUntil, type Rights, reachOf } from '../reach.ts';
import { placesAsText } from './places-as-text.ts';
import type { PermissionHeld, RightsSource } from './schemas.ts';

type CatalogEntry = Pick<Permission, 'name' | 'category' | 'feature' | 'resource_types'>;

/** What a user's rights are made of, as it is at one moment. */
export interface RightsFacts {
  readonly active: boolean;
  /** The documents that the policy reads. */
  readonly rights: Rights;
  readonly assignments: readonly Assignment[];
  readonly grants: readonly Grant[];
  readonly denials: readonly Denial[];
  readonly catalog: readonly CatalogEntry[];
  /** The permissions that each written form of the grants and denials stands for. */
  readonly forms: ReadonlyMap<string, ReadonlySet<string>>;
  readonly roleNames: ReadonlyMap<string, string>;
  /** The types that each organization limits. */
  readonly limits: ReadonlyMap<string, readonly string[]>;
}

/**
 * Every permission that something gives to the user or takes from them, in the order of the catalog given, with where
 * it comes from and how far it reaches. `now`: seconds since the epoch. Means what the policy means.
 */
export function explainPermissions(facts: RightsFacts, now: number): PermissionHeld[] {
  const reach = reachOf(facts.rights, now);
  return facts.catalog.flatMap((entry): PermissionHeld[] => {
    const { name: permission, category, feature, resource_types } = entry;
    const sources = sourcesOf(facts, entry, now);
    const denials = facts.denials
      .filter(({ permission: written }) => facts.forms.get(written)?.has(permission))
      .map(({ id, permission: written, not_after, reason }) => ({
        id,
        written,
        not_after,
        ended: isOver(not_after, now),
        reason,
      }));
    if (sources.length + denials.length === 0) return [];
    const given = facts.active && sources.some(({ ended }) => !ended);
    return [
      {
        permission,
        category,
        feature,
        resource_types,
        effective: given && deniedUntil(facts.rights.user, permission, now) === 0,
        sources,
        denials,
        reach: placesAsText(reach.get(permission), now),
      },
    ];
  });
}

function sourcesOf(facts: RightsFacts, { name, resource_types }: CatalogEntry, now: number): RightsSource[] {
  const { rights, assignments, grants, forms, roleNames } = facts;
  const terms = ({ id, organization, not_after, reason }: Assignment | Grant) => ({
    id,
    organization,
    not_after,
    ended: isOver(not_after, now),
    reason,
    limits: limitsOn(facts, organization, resource_types),
  });
  const byRole = assignments.flatMap((assignment): RightsSource[] => {
    const { role } = assignment;
    const scope = rights.roles.get(role)?.permissions[name];
    if (scope === undefined) return [];
    const named = { id: role, name: roleNames.get(role) ?? role };
    return [{ from: 'role', role: named, written: null, scope, ...terms(assignment) }];
  });
  const direct = grants
    .filter(({ permission }) => forms.get(permission)?.has(name))
    .map((grant): RightsSource => {
      const { permission: written, scope } = grant;
      return { from: 'grant', role: null, written, scope, ...terms(grant) };
    });
  return [...byRole, ...direct];
}

/** What is bound to an organization obeys its limits; anything else those of all the user's organizations. */
function limitsOn(
  { rights, limits }: RightsFacts,
  bound: string | null,
  types: readonly string[],
): RightsSource['limits'] {
  const organizations = bound === null ? rights.user.organizations : [bound];
  return organizations.flatMap((organization) =>
    (limits.get(organization) ?? [])
      .filter((type) => types.includes(type))
      .map((resource_type) => ({ organization, resource_type })),
  );
}

/** A right is over from the second on in which it ends. */
function isOver(notAfter: string | null, now: number): boolean {
  return notAfter !== null && Math.floor(Date.parse(notAfter) / 1000) <= now;
}
