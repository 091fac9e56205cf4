import type { ChangeTools } from '../change.ts';
import { mayGive } from '../may-give.ts';
import { readActorRights, readLimitsOf, readRightsUnder } from '../rights-queries.ts';

/**
 * Does a work that changes what an organization limits, and throws a 403 problem when it opened to somebody, or closed,
 * what the actor does not hold: lifting a limit is giving.
 */
export async function guardLimits<R>(
  { client, judge }: ChangeTools,
  organization: string,
  work: () => Promise<R>,
): Promise<R> {
  const actor = await readActorRights(client, judge.actor);
  const people = await readRightsUnder(client, organization);
  const before = await limitsOf(client, organization);
  const result = await work();
  await mayGive(client, actor, {
    kind: 'limits',
    people,
    before,
    after: await limitsOf(client, organization),
  });
  return result;
}

async function limitsOf(client: ChangeTools['client'], organization: string) {
  const found = await readLimitsOf(client, [organization]);
  return new Map([[organization, found.get(organization) ?? {}]]);
}
