import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/package-root.ts';
import { LEFT_OUT, MUTATED } from './filter-code.ts';
import { findMutants } from './find-mutants.ts';
import { type Mutant, unchanged } from './mutant.ts';

/** Every mutant of the filter code, file by file. */
export function allMutants(): Mutant[] {
  return MUTATED.flatMap(filesBelow)
    .filter((file) => !LEFT_OUT.has(file))
    .flatMap((file) => findMutants(file, readFileSync(join(packageRoot, file), 'utf8')));
}

/** What evaluates, what writes, and what either needs or neither does. */
const CONTROLS = [
  'src/policy/conditions/evaluate-condition.ts',
  'src/policy/conditions/condition-table.ts',
  'src/policy/sql/write-sql.ts',
  'src/policy/evaluator/residual/residual-run.ts',
];

/** Changes that are none: were one of them caught, the others would prove nothing. */
export function controls(): Mutant[] {
  return CONTROLS.map((file) => {
    const source = readFileSync(join(packageRoot, file), 'utf8');
    const [first] = findMutants(file, source);
    if (first === undefined) throw new Error(`${file} has no place for a mistake`);
    return unchanged(source, first);
  });
}

function filesBelow(place: string): string[] {
  if (statSync(join(packageRoot, place)).isFile()) return [place];
  return readdirSync(join(packageRoot, place), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .sort()
    .map((name) => join(place, name));
}

/** What a mutant goes by in the list of those that change no meaning. */
export function nameOf({ file, source, change }: Mutant): string {
  return `${file}: ${source}: ${change}`;
}
