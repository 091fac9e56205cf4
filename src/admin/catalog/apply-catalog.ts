import type pg from 'pg';
import type { Revision } from '../../data/feed.ts';
import { transaction } from '../../db/transaction.ts';
import { StopMessage } from '../../stop-message.ts';
import type { Catalog } from './catalog.ts';
import { type CatalogPlan, planCatalog } from './plan-catalog.ts';
import { applyStep, lockCatalog, readCatalogState, writeApplied } from './queries.ts';

/** What applying `catalog` would do, without doing it. */
export async function previewCatalog(pool: pg.Pool, catalog: Catalog): Promise<CatalogPlan> {
  const client = await pool.connect();
  try {
    return planCatalog(await readCatalogState(client), catalog);
  } finally {
    client.release();
  }
}

/**
 * Brings permissions, system roles and operations to what the catalog says, in one transaction. Applied again, it
 * changes nothing. What an administrator made stays (see `planCatalog`). Returns what was done.
 *
 * @throws {StopMessage} when the database holds another catalog, or a role is in the way; then nothing is changed.
 */
export async function applyCatalog(
  pool: pg.Pool,
  catalog: Catalog,
): Promise<{ plan: CatalogPlan; revision: Revision }> {
  const { result, revision } = await transaction(pool, async (client) => {
    await lockCatalog(client);
    const plan = planCatalog(await readCatalogState(client), catalog);
    if (plan.conflicts.length > 0) {
      throw new StopMessage(
        `The catalog "${catalog.name}" can't be applied.\n  ${plan.conflicts.join('\n  ')}`,
      );
    }
    for (const step of plan.steps) await applyStep(client, step);
    await writeApplied(client, catalog);
    return plan;
  });
  return { plan: result, revision };
}
