import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StopMessage } from '../../stop-message.ts';
import { processIdentity } from './process-identity.ts';

const MAX_TRIES = 20;

interface Holder {
  readonly pid: number;
  readonly identity: string;
}

/** Another running process holds the home. */
export class HomeInUseError extends StopMessage {
  override readonly name: string = 'HomeInUseError';
  readonly pid: number;

  constructor(home: string, pid: number) {
    super(`The folder ${home} is in use by process ${pid}. Stop it, or set POSTERN_HOME to another folder.`);
    this.pid = pid;
  }
}

/**
 * Takes `<home>/lock` for this process and returns what releases it. The lock of a process that no longer runs, or
 * whose id belongs to another process by now, does not count.
 *
 * @throws {HomeInUseError} when a running process holds it.
 */
export function lockHome(home: string): () => void {
  const path = join(home, 'lock');
  const mine = JSON.stringify({ pid: process.pid, identity: processIdentity(process.pid) });
  for (let attempt = 0; attempt < MAX_TRIES; attempt += 1) {
    if (tryCreate(path, mine)) return () => release(path, mine);
    const found = read(path);
    if (found === undefined) continue;
    const holder = parse(found);
    if (holder !== undefined && processIdentity(holder.pid) === holder.identity) {
      throw new HomeInUseError(home, holder.pid);
    }
    removeStale(path, found);
  }
  throw new StopMessage(`The lock ${path} can't be taken: it keeps changing hands.`);
}

/** A link either appears whole, with its content, or not at all. */
function tryCreate(path: string, content: string): boolean {
  const draft = `${path}.${process.pid}.new`;
  writeFileSync(draft, content);
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Moves the lock aside first: had another process replaced it meanwhile, that one's lock is put back. */
function removeStale(path: string, stale: string): void {
  const aside = `${path}.${process.pid}.stale`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  try {
    if (readFileSync(aside, 'utf8') !== stale) linkSync(aside, path);
  } catch {
    // A third process has taken the lock by now; the next look at it tells whom to name.
  } finally {
    rmSync(aside, { force: true });
  }
}

function release(path: string, mine: string): void {
  if (read(path) === mine) rmSync(path, { force: true });
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function parse(content: string): Holder | undefined {
  try {
    const { pid, identity } = JSON.parse(content) as Partial<Holder>;
    return typeof pid === 'number' && typeof identity === 'string' ? { pid, identity } : undefined;
  } catch {
    return undefined;
  }
}
