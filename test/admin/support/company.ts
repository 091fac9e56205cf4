import type { Client } from './client.ts';

/**
 * Two organizations with a team each and, under `kaliaops`, a Manager and a Tech in each: `north-manager`,
 * `north-tech`, `south-manager`, `south-tech`; and `viewer` in North.
 */
export async function smallCompany(admin: Client): Promise<void> {
  for (const name of ['north', 'south']) {
    await admin.make('/organizations', { id: name, code: name.toUpperCase(), name });
    await admin.make('/teams', { id: `${name}-team`, organization: name, name: `${name} team` });
    await admin.make('/users', person(`${name}-manager`, 'manager', { organizations: [name] }));
    await admin.make('/users', person(`${name}-tech`, 'tech', { teams: [`${name}-team`] }));
  }
  await admin.make('/users', person('viewer', 'viewer', { organizations: ['north'] }));
}

/** The body that makes a person with one role. */
export function person(id: string, role?: string, more: object = {}): Record<string, unknown> {
  return {
    id,
    name: id,
    email: `${id}@example.com`,
    ...(role === undefined ? {} : { assignments: [{ role }] }),
    ...more,
  };
}
