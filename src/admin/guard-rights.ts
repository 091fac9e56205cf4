import type { PoolClient } from 'pg';
import type { Actor } from './authentication.ts';
import { mayGive } from './may-give.ts';
import type { Rights } from './reach.ts';
import { holdsAdministratorRole, readActorRights, readRights } from './rights-queries.ts';

export interface RightsGuard<R> {
  readonly actor: Actor;
  /** The users whose rights the work may change, as they are before it. */
  readonly before: readonly string[];
  /** The same, as they are after it. */
  readonly after: (result: R) => Promise<readonly string[]>;
  /** Whether the actor must hold all that these users hold. Always so for holders of the administrator role. */
  readonly whole: boolean;
}

/**
 * Does a work that may change rights, and throws a 403 problem (so that the transaction ends) when it gave or took
 * what the actor does not hold.
 */
export async function guardRights<R>(
  client: PoolClient,
  guard: RightsGuard<R>,
  work: () => Promise<R>,
): Promise<R> {
  const actor = await readActorRights(client, guard.actor);
  const held = new Map<string, Rights>();
  const whole = new Set<string>();
  for (const user of guard.before) {
    held.set(user, await readRights(client, user));
    if (guard.whole || (await holdsAdministratorRole(client, user))) whole.add(user);
  }
  const result = await work();
  const nobody = await readRights(client, '');
  const concerned = new Set([...guard.before, ...(await guard.after(result))]);
  for (const user of concerned) {
    await mayGive(client, actor, {
      kind: 'rights',
      before: held.get(user) ?? nobody,
      after: await readRights(client, user),
      whole: whole.has(user),
    });
  }
  return result;
}
