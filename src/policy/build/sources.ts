import { readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';

/** One Rego file, by its path below the policy's folder, with `/` between the parts. */
export interface PolicySource {
  readonly path: string;
  readonly text: string;
}

/** The Rego files of a folder and of those below it, without tests (`*_test.rego`) and hidden ones, ordered by path. */
export async function readSources(folder: string): Promise<PolicySource[]> {
  const names = await readdir(folder, { recursive: true });
  const paths = names
    .map((name) => name.split(sep).join('/'))
    .filter((path) => path.endsWith('.rego') && !path.endsWith('_test.rego') && !isHidden(path))
    .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  return Promise.all(paths.map(async (path) => ({ path, text: await readFile(join(folder, path), 'utf8') })));
}

function isHidden(path: string): boolean {
  return path.split('/').some((part) => part.startsWith('.') || part === 'node_modules');
}
