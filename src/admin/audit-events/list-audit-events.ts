import type { ListPage, Placed } from '../list-allowed.ts';
import type { ListedRows } from '../list-scope.ts';
import type { Queryable } from '../queryable.ts';
import { readSorted } from '../sorted-list.ts';
import type { AuditEvent, AuditQuery } from './schemas.ts';

const orders = { id: ['id', 'uuid'], at: ['at', 'timestamptz'] } as const;

/** An entry belongs where its target did, before or after. */
export const listedAuditEvents: ListedRows = {
  type: 'audit_event',
  columns: {
    id: { column: ['e', 'id'], type: 'uuid', nullable: false },
    'properties.organizations': { column: ['e', 'organizations'], type: 'string[]', nullable: false },
    'properties.teams': { column: ['e', 'teams'], type: 'string[]', nullable: false },
  },
};

/** Entries of the history that are as `wanted` says, the latest first. An action that ends in a dot is a beginning. */
export async function listAuditEvents(
  db: Queryable,
  wanted: Omit<AuditQuery, 'limit' | 'cursor'>,
  page: ListPage,
): Promise<Placed<AuditEvent>[]> {
  const found = await readSorted<Omit<AuditEvent, 'at'> & { at: Date }>(db, page, {
    orders,
    columns: `id, at, actor, action, json_build_object('type', target_type, 'id', target_id) AS target,
              before, after, source_address, request_id`,
    from: 'audit_events AS e',
    // Every filter has an index in the order of the list, but for where the entries belong.
    ...(page.scope.all ? {} : { table: 'audit_events AS e' }),
    where: `($4::text IS NULL OR actor = $4)
            AND ($5::text IS NULL OR CASE WHEN right($5, 1) = '.' THEN starts_with(action COLLATE "C", $5)
                                          ELSE action COLLATE "C" = $5 END)
            AND ($6::text IS NULL OR target_type = $6)
            AND ($7::text IS NULL OR target_id = $7)
            AND ($8::timestamptz IS NULL OR at >= $8)
            AND ($9::timestamptz IS NULL OR at < $9)`,
    values: [
      wanted.actor ?? null,
      wanted.action ?? null,
      wanted.target_type ?? null,
      wanted.target ?? null,
      wanted.since ?? null,
      wanted.until ?? null,
    ],
    sort: '-at',
  });
  return found.map(({ item, key }) => ({ item: { ...item, at: item.at.toISOString() }, key }));
}
