import {
  chmodSync,
  constants,
  copyFileSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { StopMessage } from '../../stop-message.ts';
import { type Binaries, completeLinks } from './binaries.ts';
import { canReach, type RunAs } from './run-as.ts';

/**
 * Returns binaries that `user` can run: those given, or a copy of them where the given ones lie below a folder that
 * the user may not enter, or lack links and can't be written to. The copy is kept, in the first of `places` that serves.
 */
export function runnableBinaries(
  binaries: Binaries,
  user: RunAs | undefined,
  places: readonly string[],
): Binaries {
  if (completeLinks(binaries.folder) && isRunnable(binaries.folder, user)) return binaries;
  for (const place of places) {
    const folder = tryStage(binaries, join(place, `postern-postgres-${binaries.version}`), user);
    if (folder !== undefined) return { ...binaries, folder };
  }
  throw new StopMessage(
    `The embedded Postgres in ${binaries.folder} can't be run by user ${user?.uid ?? process.getuid?.()}, and there is ` +
      'no place for a copy of it. Set DATABASE_URL to a Postgres server.',
  );
}

function isRunnable(folder: string, user: RunAs | undefined): boolean {
  return canReach(join(folder, 'bin'), user) && canReach(join(folder, 'bin', 'postgres'), user);
}

function tryStage(binaries: Binaries, target: string, user: RunAs | undefined): string | undefined {
  // The package's list of links names them from the folder above.
  const folder = join(target, 'native');
  try {
    if (isOurs(target) && isComplete(binaries.folder, folder) && completeLinks(folder)) return folder;
    const draft = mkdtempSync(`${target}.`);
    try {
      copyTree(binaries.folder, join(draft, 'native'));
      chmodSync(draft, 0o755);
      if (!completeLinks(join(draft, 'native')) || !isRunnable(join(draft, 'native'), user)) return undefined;
      if (isOurs(target)) renameSync(target, `${draft}.old`);
      renameSync(draft, target);
      return folder;
    } finally {
      rmSync(draft, { recursive: true, force: true });
      rmSync(`${draft}.old`, { recursive: true, force: true });
    }
  } catch {
    return isOurs(target) && isComplete(binaries.folder, folder) ? folder : undefined;
  }
}

/** A folder that someone else prepared, or could change, is not run from. */
function isOurs(folder: string): boolean {
  const found = lstatSync(folder, { throwIfNoEntry: false });
  return found?.isDirectory() === true && found.uid === process.getuid?.() && (found.mode & 0o022) === 0;
}

/** Cleaners of temporary folders take single files. */
function isComplete(source: string, copy: string): boolean {
  return filesOf(source).every(
    (file) =>
      statSync(join(copy, file), { throwIfNoEntry: false })?.size === statSync(join(source, file)).size,
  );
}

/** Modes are set after creation, because a umask may take from them. */
function copyTree(source: string, target: string): void {
  const files = filesOf(source);
  for (const folder of ancestors(files)) {
    mkdirSync(join(target, folder), { recursive: true });
    chmodSync(join(target, folder), 0o755);
  }
  for (const file of files) {
    const to = join(target, file);
    copyFileSync(join(source, file), to, constants.COPYFILE_FICLONE);
    chmodSync(to, statSync(join(source, file)).mode & 0o100 ? 0o755 : 0o644);
  }
}

/** The folders above these files, outer ones first. */
function ancestors(files: readonly string[]): string[] {
  const folders = new Set<string>();
  for (const file of files) for (let at = dirname(file); !folders.has(at); at = dirname(at)) folders.add(at);
  return [...folders].sort();
}

/** All that running needs, relative to the folder. */
function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.a'))
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}
