import { type Static, Type } from 'typebox';
import { closed, id, moment, nullable, reason, uuid } from '../schemas.ts';
import { endingChange } from '../user-rights/ending.ts';

export const assignment = closed({
  id: uuid,
  role: id,
  organization: nullable(id),
  not_after: nullable(moment),
  reason,
  created_at: moment,
});
export type Assignment = Static<typeof assignment>;

export const newAssignment = closed({
  role: id,
  organization: Type.Optional(nullable(id)),
  not_after: Type.Optional(nullable(moment)),
  reason: Type.Optional(reason),
});
export type NewAssignment = Static<typeof newAssignment>;

export const assignmentChange = closed({ ...endingChange.properties, role: Type.Optional(id) });
export type AssignmentChange = Static<typeof assignmentChange>;
