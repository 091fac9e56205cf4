import { type Static, Type } from 'typebox';
import { closed, id, moment, name, nullable, reason, scope, uuid, written } from '../schemas.ts';

/** A place that rights reach. */
export const place = closed({
  kind: Type.Enum(['all', 'organization', 'team', 'own'], {
    description: 'Everything, what belongs to an organization or names a team, or what is their own.',
  }),
  id: Type.Union([id, Type.Null()], {
    description: 'The organization or the team; for `own` the organization that it is bound to.',
  }),
  within: Type.Union([id, Type.Null()], {
    description:
      'Another organization that things have to belong to as well: the one that the right is bound to.',
  }),
  not_before: Type.Union([moment, Type.Null()], { description: 'When a denial of it ends; null: now.' }),
  not_after: Type.Union([moment, Type.Null()], { description: 'When it ends; null: never.' }),
});
export type PlaceOfRights = Static<typeof place>;

const source = closed({
  from: Type.Enum(['role', 'grant']),
  id: uuid,
  role: nullable(closed({ id, name })),
  written: Type.Union([written, Type.Null()], { description: 'What the grant names; null for a role.' }),
  scope,
  organization: Type.Union([id, Type.Null()], { description: 'The organization it is bound to.' }),
  not_after: nullable(moment),
  ended: Type.Boolean(),
  reason,
  limits: Type.Array(closed({ organization: id, resource_type: Type.String() }), {
    description:
      'Limits that it obeys: of a type named here, it admits only what one of these organizations is limited to.',
  }),
});
export type RightsSource = Static<typeof source>;

const denial = closed({ id: uuid, written, not_after: nullable(moment), ended: Type.Boolean(), reason });

export const permissionHeld = closed({
  permission: Type.String(),
  category: Type.String(),
  feature: nullable(Type.String()),
  resource_types: Type.Array(Type.String()),
  effective: Type.Boolean({
    description:
      'Whether it allows anything now: the user is active, some source has not ended, nothing denies it.',
  }),
  sources: Type.Array(source, { description: 'What gives it or gave it.' }),
  denials: Type.Array(denial, { description: 'What takes it away or did, wherever it comes from.' }),
  reach: Type.Array(place, { description: 'Where it holds by all sources together, before limits.' }),
});
export type PermissionHeld = Static<typeof permissionHeld>;

const through = closed({
  by: Type.Enum(['membership', 'employee', 'team']),
  id: Type.Union([id, Type.Null()], { description: 'The employee or the team.' }),
});

export const effectiveRights = closed({
  id,
  kind: Type.Enum(['person', 'service']),
  name,
  status: Type.Enum(['invited', 'active', 'deactivated']),
  employee: nullable(id),
  organizations: Type.Array(closed({ id, name, through: Type.Array(through) })),
  teams: Type.Array(closed({ id, name, organization: id, through: Type.Array(through) })),
  permissions: Type.Array(permissionHeld, { description: 'Those that something gives or denies.' }),
});
export type EffectiveRights = Static<typeof effectiveRights>;

/** Who asks, and what they may do. */
export const whoAmI = closed({
  ...effectiveRights.properties,
  by: Type.Enum(['session', 'token'], { description: 'How the request was authenticated.' }),
  restricted: Type.Boolean({ description: 'Whether by a token that is good for these permissions at most.' }),
});
