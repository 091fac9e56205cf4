import type { Resource } from '../judge.ts';
import type { AuditEvent } from './schemas.ts';

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
