import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { StopMessage } from '../../stop-message.ts';
import type { Binaries } from './binaries.ts';
import { canReach, type RunAs } from './run-as.ts';

/** The database role and the database that are made. */
export const DATABASE = 'postern';

/** Programs of Postgres see nothing of our environment, whose PG… variables would change what they do. */
export const SERVER_ENVIRONMENT: NodeJS.ProcessEnv = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };

/**
 * How a program started in the data folder names it: by its path, or, where the user may not enter a folder above it,
 * as the folder it is in. (Working folders are entered before the user changes, and stay.)
 */
export function dataFolderArgument(data: string, user: RunAs | undefined): string {
  return canReach(data, user) ? data : '/proc/self/cwd';
}

/** Deletes the data. @throws {StopMessage} when the folder holds something else. */
export function wipeDataFolder(data: string): void {
  if (!existsSync(data)) return;
  if (!existsSync(join(data, 'PG_VERSION'))) {
    throw new StopMessage(
      `The folder ${data} holds no Postgres data, so it is not deleted. Remove it by hand.`,
    );
  }
  rmSync(data, { recursive: true });
}

/** Makes the data folder unless it is there. @throws {StopMessage} when it is of another major version. */
export function prepareDataFolder(data: string, binaries: Binaries, user: RunAs | undefined): void {
  if (!existsSync(data)) initialise(data, binaries, user);
  const major = Number.parseInt(readVersion(data), 10);
  if (major === binaries.major) return;
  throw new StopMessage(
    `The folder ${data} was written by Postgres ${major}, and this Postern brings Postgres ${binaries.major}. ` +
      'Begin again with --fresh, set POSTERN_HOME to another folder, or set DATABASE_URL to a Postgres ' +
      `${major} server on these files.`,
  );
}

function readVersion(data: string): string {
  try {
    return readFileSync(join(data, 'PG_VERSION'), 'utf8');
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code;
    throw new StopMessage(
      `The folder ${data} can't be read as Postgres data (${reason}). Is it another user's?`,
    );
  }
}

/** Under another name until it is whole, so that an interrupted start leaves nothing half done. */
function initialise(data: string, binaries: Binaries, user: RunAs | undefined): void {
  const draft = `${data}.new`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft);
  chmodSync(draft, 0o700);
  if (user !== undefined) chownSync(draft, user.uid, user.gid);
  const made = spawnSync(
    join(binaries.folder, 'bin/initdb'),
    [
      ...['-D', dataFolderArgument(draft, user), '-U', DATABASE, '-E', 'UTF8'],
      ...['--auth=trust', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C', '--no-sync'],
    ],
    { cwd: draft, env: SERVER_ENVIRONMENT, encoding: 'utf8', ...user },
  );
  if (made.status !== 0) {
    rmSync(draft, { recursive: true, force: true });
    throw new StopMessage(
      `The embedded Postgres could not make its data folder ${data}:\n${made.error?.message ?? made.stderr}`,
    );
  }
  renameSync(draft, data);
}
