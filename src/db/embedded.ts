import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { StopMessage } from '../stop-message.ts';
import { openConnection } from './connection.ts';
import { type Binaries, requireBinaries } from './embedded/binaries.ts';
import { DATABASE, prepareDataFolder, wipeDataFolder } from './embedded/data-folder.ts';
import { lockHome } from './embedded/home-lock.ts';
import { endOrphan } from './embedded/postmaster.ts';
import { chooseRunAs } from './embedded/run-as.ts';
import { startServer } from './embedded/server.ts';
import { runnableBinaries } from './embedded/stage-binaries.ts';

/** Source: unix(7), sun_path, less its ending NUL. */
const MAX_SOCKET_PATH = process.platform === 'linux' ? 107 : 103;
const SOCKET = '.s.PGSQL.5432';

export interface EmbeddedOptions {
  /** The folder for the data, in `postgres` below it, and the lock. Made when missing. */
  readonly home: string;
  /** Delete the data first. */
  readonly fresh?: boolean;
  /** False, in tests: don't wait for the disk. */
  readonly durable?: boolean;
  /** What PostgreSQL keeps of the data in memory, as in its setting `shared_buffers`; 128MB unless given. */
  readonly sharedBuffers?: string;
  /** The Postgres to run; without it, that among the installed packages. */
  readonly binaries?: Binaries;
  readonly log?: (message: string) => void;
}

export interface Embedded {
  /** Of a database that is there and empty at first; a socket in a folder that only its owner may enter. */
  readonly url: string;
  /** Resolves when the server has ended, also when nobody stopped it. */
  readonly ended: Promise<void>;
  /** Ends the server and gives the home free. May be called twice. */
  stop(): Promise<void>;
}

/**
 * Starts the Postgres that comes with the package on `<home>/postgres`, and waits until it takes connections. It runs
 * as an ordinary user also under root, in whatever folder `home` is, and ends with this process in any case.
 *
 * @throws {StopMessage} when the home is in use by another process (`HomeInUseError`), its data is of another major
 * version of Postgres, or there is no Postgres for this platform.
 */
export async function startEmbedded({
  home,
  fresh = false,
  durable = true,
  sharedBuffers,
  binaries = requireBinaries(),
  log = () => {},
}: EmbeddedOptions): Promise<Embedded> {
  const folder = resolve(home);
  makeHome(folder);
  const unlock = lockHome(folder);
  try {
    return await startLocked(folder, { fresh, durable, sharedBuffers, binaries, log, unlock });
  } catch (error) {
    unlock();
    throw error;
  }
}

interface LockedOptions {
  readonly fresh: boolean;
  readonly durable: boolean;
  readonly sharedBuffers: string | undefined;
  readonly binaries: Binaries;
  readonly log: (message: string) => void;
  readonly unlock: () => void;
}

async function startLocked(home: string, options: LockedOptions): Promise<Embedded> {
  const { fresh, durable, sharedBuffers, log, unlock } = options;
  const data = join(home, 'postgres');
  await endOrphan(data);
  if (fresh) wipeDataFolder(data);
  const user = chooseRunAs([data, home]);
  // Root's copy serves any home, and the home may be out of the user's reach as well.
  const places = user === undefined ? [home, '/var/tmp', tmpdir()] : ['/var/tmp', tmpdir(), home];
  const binaries = runnableBinaries(options.binaries, user, places);
  prepareDataFolder(data, binaries, user);
  const server = await startServer({
    binaries,
    data,
    user,
    durable,
    sharedBuffers,
    logFile: join(home, 'postgres.log'),
  });
  const socket = socketFolder(data);
  let stopping: Promise<void> | undefined;
  const stop = async () => {
    await server.stop();
    socket.remove();
    unlock();
  };
  const embedded: Embedded = {
    url: urlOf(socket.path, DATABASE),
    ended: server.ended,
    stop() {
      stopping ??= stop();
      return stopping;
    },
  };
  try {
    await createDatabase(urlOf(socket.path, 'postgres'));
  } catch (error) {
    await embedded.stop();
    throw error;
  }
  void server.ended.then(() => {
    if (stopping === undefined)
      log(`The embedded Postgres has ended by itself; see ${join(home, 'postgres.log')}.`);
  });
  return embedded;
}

function makeHome(home: string): void {
  try {
    mkdirSync(home, { recursive: true });
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code;
    throw new StopMessage(`The folder ${home} can't be made (${reason}). Set POSTERN_HOME to one that can.`);
  }
}

/** The socket lies in the data folder; where its path is too long for a client, a short link leads there. */
function socketFolder(data: string): { readonly path: string; remove(): void } {
  if (Buffer.byteLength(join(data, SOCKET)) <= MAX_SOCKET_PATH) return { path: data, remove() {} };
  const folder = mkdtempSync(join(tmpdir().length < 60 ? tmpdir() : '/tmp', 'postern-'));
  const path = join(folder, 's');
  symlinkSync(data, path);
  return { path, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

function urlOf(socketFolderPath: string, database: string): string {
  return `postgresql://${DATABASE}@localhost/${database}?host=${encodeURIComponent(socketFolderPath)}`;
}

async function createDatabase(url: string): Promise<void> {
  const client = await openConnection({ connectionString: url });
  try {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await client.end();
  }
}
