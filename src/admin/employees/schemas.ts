import { type Static, Type } from 'typebox';
import { closed, email, id, kept, name, nullable } from '../schemas.ts';

const title = Type.String({ maxLength: 200 });

export const employee = closed({
  id,
  name: Type.String({ examples: ['Anna Schmidt'] }),
  email: nullable(Type.String()),
  title: nullable(Type.String()),
  organization: nullable(id),
  team: nullable(id),
  user: nullable(id),
  ...kept,
});
export type Employee = Static<typeof employee>;

export const newEmployee = closed({
  id: Type.Optional(id),
  name,
  email: Type.Optional(nullable(email)),
  title: Type.Optional(nullable(title)),
  organization: Type.Optional(nullable(id)),
  team: Type.Optional(nullable(id)),
});
export type NewEmployee = Static<typeof newEmployee>;

export const employeeChange = closed({
  name: Type.Optional(name),
  email: Type.Optional(nullable(email)),
  title: Type.Optional(nullable(title)),
  organization: Type.Optional(nullable(id)),
  team: Type.Optional(nullable(id)),
});
export type EmployeeChange = Static<typeof employeeChange>;
