import pg from 'pg';

/** SQLSTATEs of a function that this role may not call, or that this server does not have. */
const UNREADABLE = new Set(['42501', '42883', '0A000']);

/** One part of a database's origin, by the function that may be denied to this role. */
const PARTS = {
  system: 'SELECT system_identifier::text AS part FROM pg_control_system()',
  timeline: 'SELECT substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) AS part',
  database: 'SELECT oid::text AS part FROM pg_database WHERE datname = current_database()',
  table: "SELECT 'postern.revision'::regclass::oid::text AS part",
} as const;

/**
 * Begins a later epoch when this database is not the one in which the present epoch began: a fresh one, one restored
 * from a dump or an archive, or a promoted standby. Call it when a control plane starts and after it lost its
 * connection. Returns the epoch. A copy of the files of a stopped server can't be told from the original.
 *
 * What the database role may not read is left out of the comparison.
 */
export async function ensureEpoch(pool: pg.Pool): Promise<number> {
  const client = await pool.connect();
  try {
    const { rows } = await client.query<{ standby: boolean }>('SELECT pg_is_in_recovery() AS standby');
    if (rows[0]?.standby === true) return await presentEpoch(client);
    const origin = await readOrigin(client);
    const begun = await client.query<{ epoch: number }>('SELECT postern.begin_epoch($1) AS epoch', [origin]);
    return Number(begun.rows[0]?.epoch);
  } finally {
    client.release();
  }
}

async function readOrigin(client: pg.PoolClient): Promise<string> {
  const parts: string[] = [];
  for (const [name, sql] of Object.entries(PARTS)) parts.push(`${name}=${await readPart(client, sql)}`);
  return parts.join(' ');
}

async function readPart(client: pg.PoolClient, sql: string): Promise<string> {
  try {
    const { rows } = await client.query<{ part: string }>(sql);
    return rows[0]?.part ?? 'unknown';
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code !== undefined && UNREADABLE.has(error.code))
      return 'unknown';
    throw error;
  }
}

async function presentEpoch(client: pg.PoolClient): Promise<number> {
  const { rows } = await client.query<{ epoch: number }>('SELECT epoch FROM postern.revision');
  return Number(rows[0]?.epoch);
}
