import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mysql from 'mysql2/promise';
import pg from 'pg';
import { fillWithDemo, readDocument } from '../../src/check/demo-document.ts';
import type { RowDatabase } from '../../src/check/voices/filter-voices.ts';
import { postgresqlDatabase } from '../../src/check/voices/postgresql-database.ts';
import { sqliteDatabase } from '../../src/check/voices/sqlite-database.ts';
import { type Embedded, startEmbedded } from '../../src/db/embedded.ts';
import { mariadbProgram, startMariadb } from '../support/mariadb.ts';
import {
  anythingDatabase,
  jsonColumnDatabase,
  looseCollationDatabase,
  mariadbDatabase,
  oneAtATime,
  untypedDatabase,
} from './databases.ts';

/** What outlives a process that judges mutants: servers, and the data of the example company. */
export interface Surroundings {
  readonly url: string;
  /** The socket of MariaDB, where that is installed. */
  readonly mariadb: string | undefined;
  /** The data document of the example company as JSON. */
  readonly data: string;
}

/** Starts the servers. Each of `closing` is called in the end, in order. */
export async function start(closing: (() => unknown)[]): Promise<Surroundings> {
  const home = await mkdtemp(join(tmpdir(), 'postern-mutation-'));
  const embedded: Embedded = await startEmbedded({ home, durable: false });
  closing.push(
    () => embedded.stop(),
    () => rm(home, { recursive: true, force: true }),
  );
  await fillWithDemo(embedded.url);
  const client = new pg.Client({ connectionString: embedded.url });
  await client.connect();
  const data = await readDocument(client);
  // Its texts are in the order of a dictionary, which is not that of their bytes.
  await client.query(
    `CREATE DATABASE checked TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'en' LOCALE 'C'`,
  );
  await client.end();
  const checked = new URL(embedded.url);
  checked.pathname = '/checked';
  let mariadb: string | undefined;
  if (mariadbProgram() !== undefined) {
    const keep = (close: unknown) => closing.unshift(close as () => unknown);
    const connection = await startMariadb({ after: keep as never });
    mariadb = connection.config.socketPath;
  }
  return { url: checked.href, mariadb, data };
}

/** Connections to every database that a filter is tried in. */
export async function connect({ url, mariadb }: Surroundings): Promise<RowDatabase[]> {
  const client = async () => {
    const connected = new pg.Client({ connectionString: url });
    // That the server ends first is no news.
    connected.on('error', () => {});
    await connected.connect();
    return connected;
  };
  const databases = [
    postgresqlDatabase(await client()),
    await sqliteDatabase(),
    oneAtATime(jsonColumnDatabase(await client())),
    oneAtATime(await looseCollationDatabase(await client())),
    await untypedDatabase(),
    await anythingDatabase(),
  ];
  if (mariadb === undefined) return databases;
  const connection = await mysql.createConnection({
    socketPath: mariadb,
    user: 'root',
    charset: 'utf8mb4',
    supportBigNumbers: true,
    database: 'postern',
  });
  return [...databases, oneAtATime(mariadbDatabase(connection))];
}
