import { type Static, Type } from 'typebox';
import { assignment, newAssignment } from '../assignments/schemas.ts';
import { denial } from '../denials/schemas.ts';
import { grant } from '../grants/schemas.ts';
import { language } from '../mail/language.ts';
import { phone } from '../profile/schemas.ts';
import { closed, email, id, kept, moment, name, nullable } from '../schemas.ts';

export const status = Type.Enum(['invited', 'active', 'deactivated']);

const summary = {
  id,
  kind: Type.Enum(['person', 'service']),
  name,
  email: nullable(Type.String()),
  status,
  status_label: Type.Enum(['Invited', 'Active', 'Inactive'], {
    description: 'The status as people read it.',
  }),
  roles: Type.Array(closed({ id, name }), { description: 'Those assigned that have not ended.' }),
  employee: nullable(id),
  organizations: Type.Array(id, { description: 'With those of the employee and of all teams.' }),
  teams: Type.Array(id, { description: 'With the one of the employee.' }),
  last_login_at: nullable(moment),
  ...kept,
};

export const user = closed(summary);
export type User = Static<typeof user>;

export const userDetail = closed({
  ...summary,
  phone: nullable(Type.String()),
  language,
  image: Type.Boolean({ description: 'Whether there is a picture.' }),
  assignments: Type.Array(assignment),
  grants: Type.Array(grant),
  denials: Type.Array(denial),
});
export type UserDetail = Static<typeof userDetail>;

export const newUser = closed({
  id: Type.Optional(id),
  kind: Type.Optional(Type.Enum(['person', 'service'], { default: 'person' })),
  name,
  email: Type.Optional(nullable(email)),
  status: Type.Optional(Type.Enum(['active', 'invited'], { default: 'active' })),
  employee: Type.Optional(nullable(id)),
  organizations: Type.Optional(Type.Array(id, { maxItems: 100, uniqueItems: true })),
  teams: Type.Optional(Type.Array(id, { maxItems: 100, uniqueItems: true })),
  assignments: Type.Optional(Type.Array(newAssignment, { maxItems: 100 })),
});
export type NewUser = Static<typeof newUser>;

export const userChange = closed({
  name: Type.Optional(name),
  email: Type.Optional(nullable(email)),
  phone: Type.Optional(nullable(phone)),
  language: Type.Optional(language),
  employee: Type.Optional(nullable(id)),
});
export type UserChange = Static<typeof userChange>;
