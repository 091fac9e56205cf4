import type { Noun, Thing } from './noun.ts';
import type { Queryable } from './queryable.ts';

/** Any number of our own. */
const RIGHTS_LOCK = 5_013_370_005;

/** A change of one of these changes the rights of many people at once. */
const OF_MANY: ReadonlySet<Noun<Thing>['table']> = new Set(['roles', 'organizations']);

/**
 * Holds off, until the transaction ends, changes that would be judged by rights that are about to be other ones: what
 * concerns many people (roles, limits) waits for every change of one person that has begun, and the other way round. To
 * be asked first of all, so that nobody waits for it who holds something else.
 */
export async function lockRights(client: Queryable, table: Noun<Thing>['table']): Promise<void> {
  const lock = OF_MANY.has(table) ? 'pg_advisory_xact_lock' : 'pg_advisory_xact_lock_shared';
  await client.query(`SELECT ${lock}($1)`, [RIGHTS_LOCK]);
}
