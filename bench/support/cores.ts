import { execFileSync, spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** Servers run on one core, whatever puts load on them on another, where the machine can be told so. */
export const SERVER_CORE = 0;
export const LOAD_CORE = 1;

export const pinned: boolean =
  availableParallelism() >= 2 && spawnSync('taskset', ['-V'], { stdio: 'ignore' }).status === 0;

/** A command line that runs on one core. */
export function onCore(core: number, command: readonly string[]): string[] {
  return pinned ? ['taskset', '-c', String(core), ...command] : [...command];
}

/** Moves this process, and what it starts from now on, to one core. */
export function moveToCore(core: number): void {
  if (pinned) execFileSync('taskset', ['-a', '-cp', String(core), String(process.pid)], { stdio: 'ignore' });
}
