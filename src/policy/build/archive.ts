import { gzipSync } from 'fflate';
import { packTar } from 'modern-tar';

/** A file of a bundle: its path, and its text or bytes. */
export interface ArchiveFile {
  readonly path: string;
  readonly content: string | Uint8Array;
}

const operatingSystemByte = 9;
const unknownOperatingSystem = 255;

/**
 * A `.tar.gz` that depends on nothing but its files and their order: no times, no owners, and a compressor that gives
 * the same bytes on every machine (the one in Node differs between processors and versions).
 */
export async function packArchive(files: readonly ArchiveFile[]): Promise<Uint8Array> {
  const tar = await packTar(
    files.map(({ path, content }) => {
      const body = typeof content === 'string' ? new TextEncoder().encode(content) : content;
      return {
        header: { name: path, size: body.byteLength, mode: 0o644, mtime: new Date(0), uid: 0, gid: 0 },
        body,
      };
    }),
  );
  const archive = gzipSync(tar, { level: 9, mtime: 0 });
  archive[operatingSystemByte] = unknownOperatingSystem;
  return archive;
}
