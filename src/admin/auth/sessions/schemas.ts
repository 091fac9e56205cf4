import { type Static, Type } from 'typebox';
import { closed, moment, nullable, uuid } from '../../schemas.ts';

/** Somebody signed in. Its token is never shown again. */
export const session = closed({
  id: uuid,
  source_address: nullable(Type.String()),
  user_agent: nullable(Type.String()),
  second_factor: Type.Boolean({ description: 'Whether a second factor was shown.' }),
  created_at: moment,
  last_used_at: moment,
  expires_at: moment,
});
export type Session = Static<typeof session>;
