import { type Static, Type } from 'typebox';
import { closed, description, id, kept, name } from '../schemas.ts';

const code = Type.String({
  minLength: 1,
  maxLength: 64,
  pattern: '^[^\\s\\u0000-\\u001f]+$',
  examples: ['ACME'],
  description: 'Short and unique, whatever its case.',
});

export const organization = closed({ id, code, name, description, ...kept });
export type Organization = Static<typeof organization>;

export const newOrganization = closed({
  id: Type.Optional(id),
  code,
  name,
  description: Type.Optional(description),
});
export type NewOrganization = Static<typeof newOrganization>;

export const organizationChange = closed({
  code: Type.Optional(code),
  name: Type.Optional(name),
  description: Type.Optional(description),
});
export type OrganizationChange = Static<typeof organizationChange>;
