import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { delimiter, join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import mysql from 'mysql2/promise';

const START_MS = 60_000;

/** The path of MariaDB's server program; undefined where it is not installed. */
export const mariadbProgram = (): string | undefined => find('mariadbd');

/** A connection to an empty database of a MariaDB server of this test's own, ended after it. */
export async function startMariadb(t: Pick<TestContext, 'after'>): Promise<mysql.Connection> {
  const program = mariadbProgram();
  const install = find('mariadb-install-db');
  if (program === undefined || install === undefined) throw new Error('there is no mariadbd');
  const folder = mkdtempSync(join(tmpdir(), 'postern-mariadb-'));
  const data = join(folder, 'data');
  const socketPath = join(folder, 'socket');
  // It does not run as root unless told to.
  const user = userInfo().uid === 0 ? 'root' : userInfo().username;
  chmodSync(folder, 0o755);
  chownSync(folder, userInfo().uid, userInfo().gid);
  execFileSync(
    install,
    [
      '--no-defaults',
      `--datadir=${data}`,
      `--user=${user}`,
      '--auth-root-authentication-method=normal',
      '--skip-test-db',
    ],
    {
      stdio: 'ignore',
    },
  );
  const server = spawn(
    program,
    [
      '--no-defaults',
      `--datadir=${data}`,
      `--socket=${socketPath}`,
      '--skip-networking',
      `--user=${user}`,
      '--innodb-flush-log-at-trx-commit=0',
    ],
    { stdio: 'ignore' },
  );
  const ended = once(server, 'exit');
  const connection = await connect(socketPath, server);
  t.after(async () => {
    await connection.end();
    server.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  });
  await connection.query('CREATE DATABASE postern CHARACTER SET utf8mb4');
  await connection.query('USE postern');
  return connection;
}

async function connect(socketPath: string, server: { exitCode: number | null }): Promise<mysql.Connection> {
  for (const patience = Date.now() + START_MS; ; ) {
    try {
      return await mysql.createConnection({
        socketPath,
        user: 'root',
        charset: 'utf8mb4',
        supportBigNumbers: true,
      });
    } catch (error) {
      if (server.exitCode !== null || Date.now() > patience) throw error;
      await sleep(100);
    }
  }
}

function find(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}
