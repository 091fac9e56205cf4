import { type Static, Type } from 'typebox';
import { closed, id, kept, moment, name, nullable, uuid, written } from '../schemas.ts';

const permissions = Type.Array(written, { minItems: 1, maxItems: 500, uniqueItems: true });

export const apiToken = closed({
  id: uuid,
  user: id,
  name,
  permissions: nullable(Type.Array(written)),
  not_after: nullable(moment),
  last_used_at: nullable(moment),
  created_by: nullable(id),
  organizations: Type.Array(id, { description: 'Where its user belongs.' }),
  teams: Type.Array(id),
  ...kept,
});
export type ApiToken = Static<typeof apiToken>;

export const newApiToken = closed({
  name,
  user: Type.Optional({ ...id, description: 'Whose token it is; your own by default.' }),
  permissions,
  not_after: moment,
});
export type NewApiToken = Static<typeof newApiToken>;

export const createdApiToken = closed({
  ...apiToken.properties,
  token: nullable(
    Type.String({
      description:
        'Shown once, and kept nowhere: null where the answer is sent again for an Idempotency-Key.',
    }),
  ),
});
