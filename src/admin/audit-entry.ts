import { v7 as uuidv7 } from 'uuid';
import type { Queryable } from './queryable.ts';

/** Who did what to what, from where, with what was there before and after. */
export interface AuditEntry {
  readonly actor: string;
  /** A management operation. */
  readonly action: string;
  readonly targetType: string;
  readonly targetId: string;
  /** Null for a creation. */
  readonly before: object | null;
  /** Null for a deletion. */
  readonly after: object | null;
  readonly sourceAddress: string | null;
  readonly requestId: string | null;
}

/** Appends to the history; to be called in the transaction of the change itself. */
export async function writeAuditEntry(client: Queryable, entry: AuditEntry): Promise<void> {
  await client.query(
    `INSERT INTO audit_events
       (id, actor, action, target_type, target_id, before, after, source_address, request_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      uuidv7(),
      entry.actor,
      entry.action,
      entry.targetType,
      entry.targetId,
      entry.before === null ? null : JSON.stringify(entry.before),
      entry.after === null ? null : JSON.stringify(entry.after),
      entry.sourceAddress,
      entry.requestId,
    ],
  );
}
