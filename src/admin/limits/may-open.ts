import type { ChangeTools } from '../change.ts';
import { mayGive } from '../may-give.ts';
import { readActorRights } from '../rights-queries.ts';
import { permissionsOfType } from './queries.ts';
import type { Limit } from './schemas.ts';

/**
 * To lift or widen a limit gives what it kept away to whoever obeys it, the actor perhaps among them: it takes
 * everything that can be permitted for the type, held where no limit of one organization stands (K19). Throws a 403
 * problem. Without a limit before, nothing is opened.
 */
export async function mayOpen(
  { client, judge }: ChangeTools,
  before: Limit | undefined,
  after: readonly string[] | 'everything',
): Promise<void> {
  if (before === undefined) return;
  const named = new Set(before.resources);
  if (after !== 'everything' && after.every((resource) => named.has(resource))) return;
  const permissions = await permissionsOfType(client, before.resource_type);
  await mayGive(client, await readActorRights(client, judge.actor), {
    kind: 'role',
    role: '',
    organization: null,
    before: { permissions: {} },
    after: { permissions: Object.fromEntries(permissions.map((permission) => [permission, 'all'])) },
    whole: false,
  });
}
