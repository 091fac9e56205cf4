import type { SnapshotWriter } from '../feed.ts';
import { JsonScanner } from './json-scanner.ts';

/** Takes a `data.json` in pieces and puts it into a snapshot. */
export interface DataJsonReader {
  /** Throws a SyntaxError for what is not JSON. */
  write(piece: Uint8Array): void;
  /** To be called after the last piece. Throws a SyntaxError where something is missing, or the whole is no object. */
  end(): void;
}

/**
 * The members of the document are roots, and the members of roots that are objects are records. Their text is kept as it
 * is written, so that numbers keep all their digits.
 */
export function createDataJsonReader(snapshot: SnapshotWriter): DataJsonReader {
  let isObject = false;
  const scanner = new JsonScanner(
    {
      enter: ([root]) => {
        isObject = true;
        if (root !== undefined) snapshot.setValue(root, '{}');
      },
      value: ([root, key], text) => {
        if (root === undefined) return;
        if (key === undefined) snapshot.setValue(root, text);
        else snapshot.add(root, key, text);
      },
    },
    { depth: 2 },
  );
  return {
    write: (piece) => scanner.write(piece),
    end() {
      scanner.end();
      if (!isObject) throw new SyntaxError('it is not a JSON object');
    },
  };
}
