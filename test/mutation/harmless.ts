import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Mutants that were looked at and change of which rows no filter holds, with the reason, by name. */
export function harmlessMutants(): ReadonlyMap<string, string> {
  const text = readFileSync(join(import.meta.dirname, 'harmless.json'), 'utf8');
  const byReason = JSON.parse(text) as Record<string, string[]>;
  return new Map(
    Object.entries(byReason).flatMap(([reason, names]) => names.map((name) => [name, reason] as const)),
  );
}
