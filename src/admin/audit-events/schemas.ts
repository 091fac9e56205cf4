import { type Static, Type } from 'typebox';
import { pageQuery } from '../http/page.ts';
import { closed, id, moment, nullable, uuid } from '../schemas.ts';

export const auditEvent = closed({
  id: uuid,
  at: moment,
  actor: id,
  action: Type.String({ description: 'The management operation.' }),
  target: closed({ type: Type.String(), id: Type.String() }),
  before: Type.Unknown(),
  after: Type.Unknown(),
  source_address: nullable(Type.String()),
  request_id: nullable(Type.String()),
});
export type AuditEvent = Static<typeof auditEvent>;

const part = (description: string) =>
  Type.Optional(Type.String({ minLength: 1, maxLength: 200, description }));
const when = (description: string) => Type.Optional({ ...moment, description });

export const auditQuery = closed({
  ...pageQuery.properties,
  actor: part('The id of whoever did it.'),
  action: part('A management operation, or its beginning up to a dot: `users.invite`, `users.`'),
  target_type: part('What it was done to: `user`, `role`, `organization` and so on.'),
  target: part('The id of what it was done to.'),
  since: when('At this moment or later.'),
  until: when('Before this moment.'),
});
export type AuditQuery = Static<typeof auditQuery>;
