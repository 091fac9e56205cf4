import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from 'node:test';
import { startEmbedded } from '../../src/db/embedded.ts';

/** The test files in a folder, or the file itself. */
export function testFiles(place: string): string[] {
  if (statSync(place).isFile()) return [place];
  return readdirSync(place, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => join(place, name))
    .sort();
}

/** A file that hangs fails by its name then, before a CI job is cut off that would not say which one it was. */
const LONGEST_FILE_MS = 600_000;

/** Runs test files, each in a process of its own, on one database server. `close` ends that server. */
export async function runFiles(
  files: readonly string[],
): Promise<{ readonly stream: ReturnType<typeof run>; readonly close: () => Promise<void> }> {
  // One server for all files; each test has a database of its own on it.
  const home = mkdtempSync(join(tmpdir(), 'postern-test-'));
  const server = process.env.TEST_DATABASE_URL ? undefined : await startEmbedded({ home, durable: false });
  if (server) process.env.TEST_DATABASE_URL = server.url;

  // Test files are TypeScript; each process loads tsx first.
  process.env.NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ''} --import tsx`.trim();

  const stream = run({
    files: [...files],
    concurrency: Math.max(2, availableParallelism()),
    timeout: LONGEST_FILE_MS,
  });
  return {
    stream,
    async close() {
      await server?.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
