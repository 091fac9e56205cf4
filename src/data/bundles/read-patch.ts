import type { Change } from '../feed.ts';
import { JsonScanner } from './json-scanner.ts';
import { parsePatchPath } from './patch-path.ts';

export interface PatchReader {
  write(piece: Uint8Array): void;
  /** The changes, each record once, in the order of their last operations. Throws for what is no such patch. */
  end(): readonly Change[];
}

/** Characters of a patch that is read; a larger change comes as a snapshot. */
const LARGEST = 256 * 1024 * 1024;

/** Reads a delta's `patch.json`: `{"data": [{"op": "upsert", "path": "/users/u1", "value": …}, …]}`. */
export function createPatchReader(): PatchReader {
  const changes = new Map<string, Change>();
  let operation: Record<string, string> = {};
  let size = 0;
  const scanner = new JsonScanner(
    {
      enter: (path) => {
        if (isOperation(path)) operation = {};
      },
      value: (path, text) => {
        const [list, , member] = path;
        if (list !== 'data' || member === undefined)
          throw new Error(`patch.json: unexpected ${text.slice(0, 50)}`);
        operation[member] = text;
        size += text.length;
        if (size > LARGEST) throw new RangeError(`patch.json: more than ${LARGEST} characters`);
      },
      leave: (path) => {
        if (!isOperation(path)) return;
        const change = toChange(operation);
        const name = JSON.stringify([change.collection, change.key]);
        changes.delete(name);
        changes.set(name, change);
      },
    },
    { depth: 3, arrays: true },
  );
  return {
    write: (piece) => scanner.write(piece),
    end: () => {
      scanner.end();
      return [...changes.values()];
    },
  };
}

function isOperation(path: readonly string[]): boolean {
  return path.length === 2;
}

function toChange({ op, path, value }: Record<string, string>): Change {
  const target: unknown = JSON.parse(path ?? 'null');
  const record = typeof target === 'string' ? parsePatchPath(target) : undefined;
  if (record === undefined) throw new Error(`patch.json: the path ${path} names no record`);
  const [collection, key] = record;
  if (op === '"remove"') return { collection, key, document: null };
  if ((op === '"upsert"' || op === '"replace"') && value !== undefined) {
    return { collection, key, document: value };
  }
  throw new Error(`patch.json: the operation ${op} is unknown, or lacks its value`);
}
