import { type Static, Type } from 'typebox';
import { place } from '../../effective-rights/schemas.ts';
import { closed, id, name, nullable, scope } from '../../schemas.ts';

const difference = Type.Array(closed({ permission: Type.String(), reach: Type.Array(place) }));

const holderPreview = closed({
  user: closed({ id, name, status: Type.Enum(['invited', 'active', 'deactivated']) }),
  gains: difference,
  loses: difference,
});
export type HolderPreview = Static<typeof holderPreview>;

export const rolePreview = closed({
  permissions: Type.Array(
    closed({ permission: Type.String(), before: nullable(scope), after: nullable(scope) }),
    {
      description:
        'The permissions of the role that change, each with its scope; null: it is none of the role.',
    },
  ),
  holders: Type.Integer({ description: 'Users to whom the role is assigned.' }),
  refusal: Type.Union([closed({ permission: nullable(Type.String()), detail: Type.String() }), Type.Null()], {
    description: 'Why you may not save this change; null: you may.',
  }),
  items: Type.Array(holderPreview, {
    description:
      'Holders who gain or lose, in the order of their ids; not what they have by other ways as well.',
  }),
  hidden: Type.Integer({ description: 'Holders left out of this page because you may not see them.' }),
  next_cursor: nullable(Type.String()),
});
export type RolePreview = Static<typeof rolePreview>;
