import { readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { processIdentity } from './process-identity.ts';

const POLL_MS = 10;
/** How long each kind of ending may take before the next, harder one. Milliseconds. */
const ENDINGS: readonly (readonly [NodeJS.Signals, number])[] = [
  ['SIGINT', 1500],
  ['SIGQUIT', 1000],
  ['SIGKILL', 1000],
];

/** What a server writes to `postmaster.pid`. Source: miscadmin.h of Postgres, LOCK_FILE_LINE_…. */
export interface PidFile {
  readonly pid: number;
  readonly ready: boolean;
}

export function readPidFile(data: string): PidFile | undefined {
  try {
    const lines = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
    return { pid: Number(lines[0]), ready: lines[7]?.trim() === 'ready' };
  } catch {
    return undefined;
  }
}

/** Ends a server that a killed process left behind on this folder, and removes what it left lying. */
export async function endOrphan(data: string): Promise<void> {
  const file = readPidFile(data);
  if (file === undefined) return;
  if (isServerOf(file.pid, data)) await endProcess(file.pid);
  rmSync(join(data, 'postmaster.pid'), { force: true });
}

/** Ends a server, which drops its clients: with a checkpoint, and without one when that takes too long. */
export async function endProcess(pid: number): Promise<void> {
  const identity = processIdentity(pid);
  if (identity === undefined) return;
  for (const [signal, patience] of ENDINGS) {
    try {
      process.kill(pid, signal);
    } catch {
      return;
    }
    const deadline = performance.now() + patience;
    while (performance.now() < deadline) {
      await sleep(POLL_MS);
      if (processIdentity(pid) !== identity) return;
    }
  }
}

/** A server stays in its data folder, so the folder it is in tells whose it is. */
function isServerOf(pid: number, data: string): boolean {
  if (processIdentity(pid) === undefined) return false;
  if (process.platform !== 'linux') return true;
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(data);
  } catch {
    return false;
  }
}
