import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import { packageRoot } from '../../package-root.ts';
import { transaction } from '../transaction.ts';

const FILES = ['company.sql', 'resources.sql', 'exceptions.sql'];

/**
 * Loads the example company and its rows (schema `demo`) in one transaction, once: a database that has a schema `demo`
 * is left as it is, so that nothing an administrator changed or deleted comes back. Needs the kaliaops catalog.
 * Returns whether it was loaded now.
 */
export async function loadDemo(pool: pg.Pool): Promise<boolean> {
  const statements = await Promise.all(
    FILES.map((file) => readFile(join(packageRoot, 'src/db/demo', file), 'utf8')),
  );
  const { result } = await transaction(pool, async (client) => {
    const { rows } = await client.query<{ absent: boolean }>(
      "SELECT to_regnamespace('demo') IS NULL AS absent",
    );
    if (rows[0]?.absent !== true) return false;
    for (const sql of statements) await client.query(sql);
    return true;
  });
  return result;
}
