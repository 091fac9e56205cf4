import { execFileSync } from 'node:child_process';
import * as realFs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { SpoolFiles } from '../../../../src/access/decision-log/sinks/spool.ts';

/** A file system of so many kibibytes; undefined where this process may not mount one. */
export async function smallDisk(t: TestContext, kibibytes: number): Promise<string | undefined> {
  const path = await realFs.mkdtemp(join(tmpdir(), 'small-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kibibytes}k`, 'tmpfs', path], { stdio: 'ignore' });
  } catch {
    await realFs.rm(path, { recursive: true });
    return undefined;
  }
  t.after(async () => {
    execFileSync('umount', ['--lazy', path]);
    await realFs.rm(path, { recursive: true });
  });
  return path;
}

/** The file system, with a disk that can be full: writing then stops in the middle. */
export function fillableFiles(): { readonly files: SpoolFiles; full: boolean } {
  const state = { full: false };
  const open: SpoolFiles['open'] = async (...args) => {
    const handle = await realFs.open(...args);
    const writeFile = handle.writeFile.bind(handle);
    handle.writeFile = async (data, ...rest) => {
      if (!state.full) return writeFile(data, ...rest);
      await writeFile((data as Uint8Array).subarray(0, 10));
      throw Object.assign(new Error('no space left on device, write'), { code: 'ENOSPC' });
    };
    return handle;
  };
  return Object.assign(state, { files: { ...realFs, open } });
}
