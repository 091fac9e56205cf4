/**
 * `npm run requirements`: runs the tests that are named by a requirement and prints a line for each id, from the
 * runner's own events. Fails where a test failed or was skipped, where an id has none, and where a file can't be run.
 *
 *   npm run requirements              every requirement that is to hold today
 *   npm run requirements -- K4 O8     these
 */
import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import { runFiles, testFiles } from '../support/run-files.ts';
import { idsIn, lineText, type Result, report } from './report.ts';

const range = (letter: string, first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, n) => `${letter}${first + n}`);
const TODAY = [...range('K', 1, 16), 'K18', 'K19', ...range('O', 1, 15), 'O18'];

const PLACES = ['test/requirements', 'test/demo/requirements-filters.test.ts'];
const wanted = process.argv.slice(2);
const ids = wanted.length > 0 ? wanted : TODAY;

const { stream, close } = await runFiles(PLACES.filter((place) => existsSync(place)).flatMap(testFiles));
const results: Result[] = [];
const broken: string[] = [];
stream.on('test:pass', ({ name, file = '', skip, todo }) => {
  const outcome = skip === undefined && todo === undefined ? 'passed' : 'skipped';
  results.push({ title: name, file: relative('.', file), outcome });
});
stream.on('test:fail', ({ name, file = '', details }) => {
  results.push({ title: name, file: relative('.', file), outcome: 'failed' });
  if (idsIn(name).length === 0) broken.push(name);
  const { error } = details;
  process.stderr.write(
    `\n${name}\n${(error.cause instanceof Error ? error.cause.stack : undefined) ?? error.message}\n`,
  );
});
stream.on('end', async () => {
  await close();
  const lines = report(ids, results);
  process.stdout.write(`${lines.map(lineText).join('\n')}\n`);
  const bad = lines.filter(({ outcome }) => outcome !== 'passed');
  process.stdout.write(`\n${lines.length - bad.length} of ${lines.length} requirements are shown\n`);
  for (const name of broken) process.stdout.write(`failed: ${name}\n`);
  process.exitCode = bad.length > 0 || (wanted.length === 0 && broken.length > 0) ? 1 : 0;
});
stream.resume();
