import { type Static, Type } from 'typebox';
import { closed, id } from '../schemas.ts';

const resourceType = Type.String({ maxLength: 100, pattern: '^[a-z][a-z0-9_]*$' });
const resources = Type.Array(id, {
  maxItems: 10_000,
  uniqueItems: true,
  description: 'The only resources of this type that the organization reaches.',
});

export const limit = closed({ organization: id, resource_type: resourceType, resources });
export type Limit = Static<typeof limit>;

export const limitBody = closed({ resources });
export const limitsParams = closed({ organization: id });
export const limitParams = closed({ organization: id, type: resourceType });
