/**
 * Plants small mistakes in the filter code, one at a time, and tells which the gate finds: `npm run mutants`, for those of
 * some files `npm run mutants -- src/policy/sql`. Of ten mutants `--one-of=10` takes one; `--quick` tries each on a part of
 * the rules that concern it, `--formulas` on the conditions of no rule alone; `--listed` takes those that are listed as
 * harmless, and tries them on all rules as well; `--verbose` tells of each as it goes.
 */
import { LEFT_OUT } from './filter-code.ts';
import { harmlessMutants } from './harmless.ts';
import type { Verdict } from './judge.ts';
import { judgeAll } from './judge-all.ts';
import { type Mutant, NO_CHANGE } from './mutant.ts';
import { allMutants, controls, nameOf } from './mutants.ts';
import { sampleOf } from './sample.ts';
import { start } from './surroundings.ts';

const ROWS = 40;
const places = process.argv.slice(2).filter((arg) => !arg.startsWith('--'));
const option = (name: string) =>
  process.argv.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3);
const oneOf = Number(option('one-of') ?? 1);
const quick = process.argv.includes('--quick');
const formulas = process.argv.includes('--formulas');
const listed = process.argv.includes('--listed');
const verbose = process.argv.includes('--verbose');
const harmless = harmlessMutants();

const wanted = (place: string) => allMutants().filter(({ file }) => file.startsWith(place));
const concerned = (places.length === 0 ? allMutants() : places.flatMap(wanted)).filter(
  (mutant) => !listed || harmless.has(nameOf(mutant)),
);
const mutants = sampleOf(concerned, oneOf);
const closing: (() => unknown)[] = [];
const counts = new Map<string, { mutants: number; caught: number; harmless: number; survived: number }>();
const survivors: string[] = [];
const wronglyListed: string[] = [];
try {
  const surroundings = await start(closing);
  await judgeAll(
    [...(quick ? [] : controls()), ...mutants],
    surroundings,
    ROWS,
    (mutant) => listed || (!quick && !harmless.has(nameOf(mutant))),
    note,
    formulas ? 'formulas' : 'all',
  );
} finally {
  for (const close of closing) await close();
}
for (const [file, reason] of LEFT_OUT) console.log(`left out: ${file}: ${reason}`);
const unknown = [...harmless.keys()].filter(
  (name) => places.length === 0 && oneOf === 1 && !mutants.some((mutant) => nameOf(mutant) === name),
);
for (const [title, names] of [
  ['survivors:', survivors],
  ['listed as harmless, and caught:', wronglyListed],
  ['listed as harmless, and not there:', unknown],
] as const) {
  if (names.length > 0) console.log([title, ...names].join('\n  '));
}
console.table(Object.fromEntries(counts));
const total = [...counts.values()].reduce((sum, each) => sum + each.caught, 0);
const withoutMeaning = [...counts.values()].reduce((sum, each) => sum + each.harmless, 0);
console.log(
  `${mutants.length} mutants, ${total} caught, ${withoutMeaning} change no meaning, ${survivors.length} survived`,
);
process.exitCode = survivors.length + wronglyListed.length + unknown.length > 0 ? 1 : 0;

function note(mutant: Mutant, { outcome, because }: Verdict): void {
  if (mutant.change === NO_CHANGE) {
    if (outcome === 'caught')
      throw new Error(`caught where nothing is changed: ${nameOf(mutant)} (${because})`);
    return;
  }
  const own = counts.get(mutant.file) ?? { mutants: 0, caught: 0, harmless: 0, survived: 0 };
  counts.set(mutant.file, own);
  own.mutants += 1;
  const name = nameOf(mutant);
  if (outcome === 'caught') {
    own.caught += 1;
    if (harmless.has(name)) wronglyListed.push(name);
  } else if (harmless.has(name)) own.harmless += 1;
  else {
    own.survived += 1;
    survivors.push(`${mutant.line} ${name} (${because})`);
  }
  if (verbose) console.log(`${outcome} ${mutant.line} ${name} (${because})`);
}
