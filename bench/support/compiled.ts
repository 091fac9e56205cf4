import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageRoot } from '../../src/package-root.ts';

const FOLDER = join(packageRoot, 'bench/.cache/compiled');
let done = false;

/**
 * The JavaScript of a TypeScript file of this repository, as it ships: what `tsx` runs is slower, for it names every
 * function that is made. All is compiled once in each process that asks. Types are not checked.
 */
export function compiled(file: URL): string {
  if (!done) compile();
  done = true;
  return join(FOLDER, relative(packageRoot, fileURLToPath(file))).replace(/\.ts$/, '.js');
}

function compile(): void {
  const typescript = dirname(createRequire(import.meta.url).resolve('typescript/package.json'));
  const options = ['--noEmit', 'false', '--noCheck', '--outDir', FOLDER, '--rootDir', packageRoot];
  const { status, stdout } = spawnSync(
    process.execPath,
    [join(typescript, 'bin/tsc'), '-p', join(packageRoot, 'tsconfig.json'), ...options],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`the bench does not compile: ${stdout}`);
}
