import type { Revision } from '../feed.ts';
import { formatRevision, parseRevision } from '../revision.ts';

/** What `.manifest` says of a data bundle. */
export interface DataManifest {
  readonly revision: Revision;
  /** The top-level names of the document that the bundle owns. */
  readonly roots: readonly string[];
  /** Of a delta: the revision it leads on from. */
  readonly base?: Revision;
  /** The entity tag, where it says more than the revision. */
  readonly tag?: string;
}

/** The media type of bundles from a server that offers long polling. Source: OPA's bundle protocol. */
export const BUNDLE_TYPE = 'application/vnd.openpolicyagent.bundles';

/** `.manifest` as JSON text; `revision` in the form in which it is published. */
export function formatManifest(
  revision: string,
  { roots, base, tag }: Omit<DataManifest, 'revision'>,
): string {
  const postern = {
    ...(base === undefined ? {} : { base: formatRevision(base) }),
    ...(tag === undefined ? {} : { tag }),
  };
  const metadata = base === undefined && tag === undefined ? {} : { metadata: { postern } };
  return JSON.stringify({ revision, roots, ...metadata });
}

/** Reads `.manifest`. Throws an Error that says what is wrong with it. */
export function parseManifest(text: string): DataManifest {
  const manifest: unknown = JSON.parse(text);
  const revision = revisionIn(manifest, 'revision');
  if (revision === undefined) throw new Error('.manifest: revision is not of the form epoch.number');
  const roots = member(manifest, 'roots');
  if (!Array.isArray(roots) || !roots.every((root) => typeof root === 'string' && /^[^/]+$/.test(root))) {
    throw new Error('.manifest: roots is not a list of top-level names');
  }
  const postern = member(member(manifest, 'metadata'), 'postern');
  const base = revisionIn(postern, 'base');
  const tag = member(postern, 'tag');
  return {
    revision,
    roots,
    ...(base === undefined ? {} : { base }),
    ...(typeof tag === 'string' ? { tag } : {}),
  };
}

function revisionIn(value: unknown, name: string): Revision | undefined {
  const text = member(value, name);
  return typeof text === 'string' ? parseRevision(text) : undefined;
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
