import { type Static, Type } from 'typebox';
import { closed, moment, nullable, reason, uuid, written } from '../schemas.ts';

export const denial = closed({
  id: uuid,
  permission: written,
  not_after: nullable(moment),
  reason,
  created_at: moment,
});
export type Denial = Static<typeof denial>;

export const newDenial = closed({
  permission: written,
  not_after: Type.Optional(nullable(moment)),
  reason: Type.Optional(reason),
});
export type NewDenial = Static<typeof newDenial>;
