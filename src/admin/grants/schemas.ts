import { type Static, Type } from 'typebox';
import { closed, id, moment, nullable, reason, scope, uuid, written } from '../schemas.ts';

export const grant = closed({
  id: uuid,
  permission: written,
  scope,
  organization: nullable(id),
  not_after: nullable(moment),
  reason,
  created_at: moment,
});
export type Grant = Static<typeof grant>;

export const newGrant = closed({
  permission: written,
  scope,
  organization: Type.Optional(nullable(id)),
  not_after: Type.Optional(nullable(moment)),
  reason: Type.Optional(reason),
});
export type NewGrant = Static<typeof newGrant>;
