/**
 * The path of a record in a delta's `patch.json`. OPA undoes percent-encoding first and then the escapes of
 * JSON Pointer (RFC 6901, section 3), so both are written and read here in that order.
 */
export function formatPatchPath(collection: string, key: string): string {
  return `/${escapeName(collection)}/${escapeName(key)}`;
}

/** Reads `/collection/key`; undefined for a path that names no record. */
export function parsePatchPath(path: string): readonly [collection: string, key: string] | undefined {
  const [first, collection, key, ...deeper] = path.split('/');
  if (first !== '' || !collection || !key || deeper.length > 0) return undefined;
  try {
    return [unescapeName(collection), unescapeName(key)];
  } catch {
    return undefined;
  }
}

function escapeName(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1').replaceAll('%', '%25');
}

function unescapeName(name: string): string {
  return decodeURIComponent(name).replaceAll('~1', '/').replaceAll('~0', '~');
}
