import { type Static, Type } from 'typebox';
import { closed, description, id, kept, name, nullable, scope, written } from '../schemas.ts';

const permissions = Type.Array(
  Type.Union([written, closed({ permission: written, scope: Type.Optional(nullable(scope)) })]),
  { maxItems: 1000, description: 'As written; an entry without a scope has the one of the role.' },
);

const organization = Type.Union([id, Type.Null()], {
  description: 'The only organization in which it is seen, assigned and holds; null for a role for everyone.',
});

export const role = closed({
  id,
  name,
  description,
  scope,
  system: Type.Boolean({ description: 'Came with the catalog: it cannot be deleted or renamed.' }),
  administrator: Type.Boolean({ description: 'Whose active holders are the administrators.' }),
  organization,
  permissions: Type.Array(closed({ permission: written, scope: nullable(scope) })),
  ...kept,
});
export type Role = Static<typeof role>;

export const newRole = closed({
  id: Type.Optional(id),
  name,
  description: Type.Optional(description),
  scope,
  organization: Type.Optional(organization),
  permissions: Type.Optional(permissions),
});
export type NewRole = Static<typeof newRole>;

export const roleChange = closed({
  name: Type.Optional(name),
  description: Type.Optional(description),
  scope: Type.Optional(scope),
  permissions: Type.Optional(permissions),
});
export type RoleChange = Static<typeof roleChange>;

export type WrittenPermissions = NonNullable<NewRole['permissions']>;
