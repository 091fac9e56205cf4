import { execFileSync, spawnSync } from 'node:child_process';

/** Test options that skip what needs the program `prlimit` where it is missing. */
export const needsFileSizeLimit: { readonly skip: string | false } = {
  skip: spawnSync('prlimit', ['--version']).status === 0 ? false : 'prlimit (util-linux) is not here',
};

/**
 * Sets how large the files may be that a running process writes, in bytes: beyond it a write stops in the middle, and
 * the next fails with EFBIG. For the process it is a disk that is full, which any user can make and undo.
 */
export function limitFiles(pid: number, bytes: number | 'unlimited'): void {
  execFileSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:`]);
}
