import { type Static, Type } from 'typebox';
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
