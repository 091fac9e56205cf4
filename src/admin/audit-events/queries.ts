import { malformed } from '../http/problems.ts';
import type { Resource } from '../judge.ts';
import { type Queryable, rows } from '../queryable.ts';
import type { AuditEvent, AuditQuery } from './schemas.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Entries of the history that are as `wanted` says, the latest first. An action that ends in a dot is a beginning. */
export async function listAuditEvents(
  db: Queryable,
  wanted: Omit<AuditQuery, 'limit' | 'cursor'>,
  after: string | undefined,
  limit: number,
): Promise<AuditEvent[]> {
  if (after !== undefined && !UUID.test(after)) {
    throw malformed('The cursor is not one that a page of this list gave.', [
      { field: 'cursor', message: 'must be the next_cursor of a page' },
    ]);
  }
  const found = await rows<Omit<AuditEvent, 'at'> & { at: Date }>(
    db,
    `SELECT id, at, actor, action, json_build_object('type', target_type, 'id', target_id) AS target,
            before, after, source_address, request_id
     FROM audit_events
     WHERE ($1::uuid IS NULL OR id < $1)
       AND ($3::text IS NULL OR actor = $3)
       AND ($4::text IS NULL OR action = $4 OR (right($4, 1) = '.' AND starts_with(action, $4)))
       AND ($5::text IS NULL OR target_type = $5)
       AND ($6::text IS NULL OR target_id = $6)
       AND ($7::timestamptz IS NULL OR at >= $7)
       AND ($8::timestamptz IS NULL OR at < $8)
     ORDER BY id DESC
     LIMIT $2`,
    [
      after ?? null,
      limit,
      wanted.actor ?? null,
      wanted.action ?? null,
      wanted.target_type ?? null,
      wanted.target ?? null,
      wanted.since ?? null,
      wanted.until ?? null,
    ],
  );
  return found.map((event) => ({ ...event, at: event.at.toISOString() }));
}

/** An entry as a resource: it belongs where its target did, before or after. */
export function auditEventResource({ id, target, before, after }: AuditEvent): Resource {
  const organizations = new Set<string>(target.type === 'organization' ? [target.id] : []);
  const teams = new Set<string>(target.type === 'team' ? [target.id] : []);
  for (const state of [before, after]) {
    if (typeof state !== 'object' || state === null) continue;
    const places = state as Record<string, unknown>;
    for (const place of [places.organization, places.organizations].flat()) add(organizations, place);
    for (const place of [places.team, places.teams].flat()) add(teams, place);
  }
  return {
    type: 'audit_event',
    id,
    properties: { organizations: [...organizations], teams: [...teams] },
  };
}

function add(places: Set<string>, place: unknown): void {
  if (typeof place === 'string') places.add(place);
}
