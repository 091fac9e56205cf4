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

/** Appends many entries at once, in their order; to be called in the transaction of the changes themselves. */
export async function writeAuditEntries(client: Queryable, entries: readonly AuditEntry[]): Promise<void> {
  const column = (value: (entry: AuditEntry) => string | null) => entries.map(value);
  const json = (value: object | null) => (value === null ? null : JSON.stringify(value));
  await client.query(
    `INSERT INTO audit_events
       (id, actor, action, target_type, target_id, before, after, source_address, request_id)
     SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::jsonb[], $7::jsonb[],
                          $8::text[], $9::text[])`,
    [
      column(() => uuidv7()),
      column(({ actor }) => actor),
      column(({ action }) => action),
      column(({ targetType }) => targetType),
      column(({ targetId }) => targetId),
      column(({ before }) => json(before)),
      column(({ after }) => json(after)),
      column(({ sourceAddress }) => sourceAddress),
      column(({ requestId }) => requestId),
    ],
  );
}

/** Appends to the history; to be called in the transaction of the change itself. */
export async function writeAuditEntry(client: Queryable, entry: AuditEntry): Promise<void> {
  await writeAuditEntries(client, [entry]);
}
