import { type Static, Type } from 'typebox';
import { closed, description, id, kept, name } from '../schemas.ts';

export const team = closed({ id, organization: id, name, description, ...kept });
export type Team = Static<typeof team>;

export const newTeam = closed({
  id: Type.Optional(id),
  organization: id,
  name,
  description: Type.Optional(description),
});
export type NewTeam = Static<typeof newTeam>;

export const teamChange = closed({
  organization: Type.Optional(id),
  name: Type.Optional(name),
  description: Type.Optional(description),
});
export type TeamChange = Static<typeof teamChange>;
