import type pg from 'pg';
import { applyCatalog } from '../admin/catalog/apply-catalog.ts';
import { loadCatalog } from '../admin/catalog/load-catalog.ts';
import { loadDemo } from '../db/demo/load-demo.ts';
import { ensureEpoch } from '../db/epoch.ts';
import { migrate } from '../db/migrate.ts';
import { createPool } from '../db/pool.ts';

/** Fills an empty database with the example company, under the catalog that it needs. */
export async function fillWithDemo(url: string): Promise<void> {
  await migrate(url);
  const pool = createPool(url, { max: 2 });
  try {
    await ensureEpoch(pool);
    await applyCatalog(pool, await loadCatalog('kaliaops'));
    await loadDemo(pool);
  } finally {
    await pool.end();
  }
}

/** The data document of a database as JSON text: every collection with all of its records. */
export async function readDocument(client: pg.ClientBase): Promise<string> {
  const { rows } = await client.query<{ data: string }>(
    `SELECT json_object_agg(collection, records)::text AS data
     FROM (
       SELECT collection, json_object_agg(key, document ORDER BY key) AS records
       FROM postern.policy_document WHERE document IS NOT NULL GROUP BY collection ORDER BY collection
     ) AS collections`,
  );
  return rows[0]?.data ?? '{}';
}
