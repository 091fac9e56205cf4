import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { packageRoot } from '../../../../src/package-root.ts';
import { environment } from '../../../support/dev-process.ts';

export interface Ended {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end, without the settings of whoever runs the tests. */
export function runPostern(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const command = ['--import', 'tsx', join('src', 'main.ts'), ...args];
  const options = { cwd: packageRoot, env: { ...environment(), ...env } };
  return new Promise((resolve) => {
    execFile(process.execPath, command, options, (error, stdout, stderr) => {
      resolve({ status: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}
