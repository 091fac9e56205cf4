import { type Static, Type } from 'typebox';
import { linkToken } from '../auth/links.ts';
import { newPassword } from '../auth/passwords/password-policy.ts';
import { language } from '../mail/language.ts';
import { closed, email, id, kept, moment, name, nullable, uuid } from '../schemas.ts';

const MOST_HOURS = 30 * 24;

export const invitationStatus = Type.Enum(['pending', 'accepted', 'expired', 'revoked'], {
  description: 'Pending and expired follow from the time.',
});

export const invitation = closed({
  id: uuid,
  status: invitationStatus,
  email: Type.String(),
  name: Type.String(),
  role: id,
  organization: nullable(id),
  bound: Type.Boolean({ description: 'Whether the role holds in the organization only.' }),
  employee: nullable(id),
  language,
  user: nullable(id),
  organizations: Type.Array(id, { description: 'Where the invited user belongs.' }),
  teams: Type.Array(id),
  invited_by: id,
  sent_at: moment,
  expires_at: moment,
  accepted_at: nullable(moment),
  revoked_at: nullable(moment),
  ...kept,
});
export type Invitation = Static<typeof invitation>;

const expiresInHours = Type.Integer({
  minimum: 1,
  maximum: MOST_HOURS,
  description: 'How long the link can be used; 48 unless the deployment says otherwise.',
});

export const newInvitation = closed({
  email,
  name: Type.Optional({ ...name, description: 'Needed unless an employee is given, whose name it is then.' }),
  role: id,
  organization: Type.Optional(nullable(id)),
  bound: Type.Optional(Type.Boolean({ default: false })),
  employee: Type.Optional(nullable(id)),
  language: Type.Optional(language),
  expires_in_hours: Type.Optional(expiresInHours),
});
export type NewInvitation = Static<typeof newInvitation>;

export const resending = closed({ expires_in_hours: Type.Optional(expiresInHours) });

export const lookUp = closed({ token: linkToken });
export const lookedUp = closed({ email: Type.String(), name: Type.String(), expires_at: moment });
export const acceptance = closed({ token: linkToken, password: newPassword });
export const accepted = closed({ user: closed({ id, name: Type.String(), email: Type.String() }) });
