import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { packageRoot } from '../../package-root.ts';
import { StopMessage } from '../../stop-message.ts';
import type { Catalog } from './catalog.ts';
import { checkCatalog } from './check-catalog.ts';

const FOLDER = join(packageRoot, 'policies/catalogs');
const SCHEMA_FILE = 'catalog.schema.json';

/**
 * Reads a catalog and checks it: one that ships by its name (`kaliaops`), any other by its file (`./ours.json`).
 *
 * @throws {StopMessage} that names every fault.
 */
export async function loadCatalog(nameOrFile: string): Promise<Catalog> {
  const isFile = nameOrFile.includes('/') || nameOrFile.endsWith('.json');
  const file = isFile ? nameOrFile : join(FOLDER, `${nameOrFile}.json`);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch {
    throw new StopMessage(
      isFile
        ? `The catalog ${file} can't be read.`
        : `There is no catalog "${nameOrFile}". There are ${(await shippedCatalogs()).join(' and ')}, and files.`,
    );
  }
  return parseCatalog(text, nameOrFile);
}

/** The names of the catalogs that ship. */
export async function shippedCatalogs(): Promise<string[]> {
  const files = await readdir(FOLDER);
  return files
    .filter((file) => file.endsWith('.json') && file !== SCHEMA_FILE)
    .map((file) => basename(file, '.json'))
    .sort();
}

async function parseCatalog(text: string, source: string): Promise<Catalog> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new StopMessage(`The catalog ${source} is not JSON: ${(error as Error).message}`);
  }
  const faults = await faultsOfForm(parsed);
  const catalog = parsed as Catalog;
  if (faults.length === 0) faults.push(...checkCatalog(catalog));
  if (faults.length > 0) throw new StopMessage(`The catalog ${source} is unsound:\n  ${faults.join('\n  ')}`);
  return catalog;
}

async function faultsOfForm(parsed: unknown): Promise<string[]> {
  const schema = JSON.parse(await readFile(join(FOLDER, SCHEMA_FILE), 'utf8')) as object;
  const validate = new Ajv2020({ allErrors: true, strict: false }).compile(schema);
  validate(parsed);
  return (validate.errors ?? []).map((error) => `${error.instancePath || '/'} ${error.message}`);
}
