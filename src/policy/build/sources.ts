import { readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';

/** One Rego file, by its path below the policy's folder, with `/` between the parts. */
export interface PolicySource {
  readonly path: string;
  readonly text: string;
}

/** The Rego files of a folder and of those below it, without tests (`*_test.rego`) and hidden ones, ordered by path. */
export async function readSources(folder: string): Promise<PolicySource[]> {
  const paths = await filesIn(folder, (path) => path.endsWith('.rego') && !path.endsWith('_test.rego'));
  return Promise.all(paths.map(async (path) => ({ path, text: await readFile(join(folder, path), 'utf8') })));
}

/** The paths of what OPA would take for data: `data.json` and `data.yaml`, in the folder and those below it. */
export function findDataFiles(folder: string): Promise<string[]> {
  return filesIn(folder, (path) => /(^|\/)data\.(json|ya?ml)$/.test(path));
}

async function filesIn(folder: string, wanted: (path: string) => boolean): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  return names
    .map((name) => name.split(sep).join('/'))
    .filter((path) => wanted(path) && !isHidden(path))
    .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

function isHidden(path: string): boolean {
  return path.split('/').some((part) => part.startsWith('.') || part === 'node_modules');
}
