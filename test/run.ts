/**
 * Runs the test files, names the slowest of them, and ends with the plain line `N passed, N failed, N skipped`, counted from
 * the runner's own events.
 *
 *   npm test                       every file
 *   npm test -- test/db            only what lies below these folders, or these files
 *   npm test -- --no-skips         a skipped test is a failure (what CI asks for)
 */
import { relative } from 'node:path';
import { spec } from 'node:test/reporters';
import { runFiles, testFiles } from './support/run-files.ts';

const args = process.argv.slice(2);
const noSkips = args.includes('--no-skips');
const places = args.filter((arg) => !arg.startsWith('--'));

const files = (places.length > 0 ? places : ['test']).flatMap(testFiles);
const SLOWEST = 15;
const counts = { passed: 0, failed: 0, skipped: 0 };

const { stream, close } = await runFiles(files);
const durations = new Map<string, number>();
const measure = (event: {
  readonly nesting: number;
  readonly file?: string;
  readonly details: { readonly duration_ms: number };
}) => {
  if (event.nesting > 0 || event.file === undefined) return;
  durations.set(event.file, (durations.get(event.file) ?? 0) + event.details.duration_ms);
};
stream.on('test:pass', (event) => {
  measure(event);
  if (event.details.type === 'suite' || isFile(event.name)) return;
  if (event.skip !== undefined || event.todo !== undefined) counts.skipped += 1;
  else counts.passed += 1;
});
stream.on('test:fail', (event) => {
  measure(event);
  if (event.details.type === 'suite') return;
  counts.failed += 1;
});
stream.compose(new spec()).pipe(process.stdout);
stream.on('end', async () => {
  await close();
  process.exitCode = counts.failed > 0 || counts.passed === 0 || (noSkips && counts.skipped > 0) ? 1 : 0;
  process.on('exit', () => {
    process.stdout.write(slowest());
    process.stdout.write(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
  });
});

/** Its figures are without the start of each process. */
function slowest(): string {
  const sorted = [...durations].sort(([, a], [, b]) => b - a).slice(0, SLOWEST);
  const lines = sorted.map(
    ([file, ms]) => `${(ms / 1000).toFixed(1).padStart(7)} s  ${relative('.', file)}\n`,
  );
  return lines.length === 0 ? '' : `\nthe slowest files\n${lines.join('')}`;
}

/** A file is reported as a test of its own name when it holds none, or when it can't be loaded. */
function isFile(name: string): boolean {
  return files.some((file) => name.endsWith(file));
}
