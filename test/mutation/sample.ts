import { createHash } from 'node:crypto';
import type { Mutant } from './mutant.ts';
import { nameOf } from './mutants.ts';

/** One of so many mutants, the same ones whatever changes elsewhere. */
export function sampleOf(mutants: readonly Mutant[], oneOf: number): Mutant[] {
  return mutants.filter((mutant) => {
    const digest = createHash('sha256').update(nameOf(mutant)).digest();
    return digest.readUInt32BE(0) % oneOf === 0;
  });
}
