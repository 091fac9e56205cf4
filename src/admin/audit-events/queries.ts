import { malformed } from '../http/problems.ts';
import type { Resource } from '../judge.ts';
import { type Queryable, rows } from '../queryable.ts';
import type { AuditEvent } from './schemas.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Entries of the history, the latest first. */
export async function listAuditEvents(
  db: Queryable,
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
     WHERE $1::uuid IS NULL OR id < $1
     ORDER BY id DESC
     LIMIT $2`,
    [after ?? null, limit],
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
