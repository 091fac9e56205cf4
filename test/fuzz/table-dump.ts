import type { Pool } from 'pg';

/** What asking alone may change: where somebody is signed in, what is written down of it, and links anybody may ask for. */
const BY_ASKING =
  /^(sessions|audit_events|sign_in_attempts|password_resets?|password_reset_requests|changed_keys|changed_transactions)$/;
const TIMES_OF_USE = ['last_used_at', 'last_login_at'];

/** The rows of each table, as their number and a hash; what asking alone changes is left out. */
export async function dumpTables(pool: Pool): Promise<ReadonlyMap<string, string>> {
  const { rows: tables } = await pool.query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables
     WHERE table_schema = 'postern' AND table_type = 'BASE TABLE' ORDER BY 1`,
  );
  const dump = new Map<string, string>();
  for (const { name } of tables.filter((table) => !BY_ASKING.test(table.name))) {
    const { rows } = await pool.query<{ text: string }>(
      `SELECT count(*) || ' rows, ' || COALESCE(md5(string_agg(md5(kept), '' ORDER BY md5(kept))), '') AS text
       FROM (SELECT (to_jsonb(t) - $1::text[])::text AS kept FROM postern."${name}" AS t) AS every`,
      [TIMES_OF_USE],
    );
    dump.set(name, rows[0]?.text ?? '');
  }
  return dump;
}

/** The tables whose rows differ, with what they were and are. */
export function differences(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): string[] {
  return [...after]
    .filter(([name, text]) => before.get(name) !== text)
    .map(([name, text]) => `${name}: ${before.get(name)} → ${text}`);
}
