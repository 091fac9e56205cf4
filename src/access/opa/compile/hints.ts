import { nearestName } from '../../../nearest-name.ts';
import type { PolicyFilters } from '../../../policy/filter/policy-filters.ts';
import type { Location } from './compile-errors.ts';
import type { InputPath } from './unknowns.ts';

/** A name that a policy reads and nobody gave, and what may have been meant. Source: `failtracer.Hint` of OPA. */
export interface Hint {
  readonly message: string;
  readonly location: Location;
}

/** Hints at what a rule reads of the input that is neither known nor unknown and looks like one of the unknowns. */
export function hintsOf(
  policy: PolicyFilters,
  rule: string,
  {
    input,
    unknowns,
  }: { readonly input: Readonly<Record<string, unknown>>; readonly unknowns: readonly InputPath[] },
): Hint[] {
  const names = new Set(unknowns.flatMap(([first]) => (first === undefined ? [] : [first])));
  if (names.size === 0) return [];
  const hints = new Map<string, Hint>();
  for (const { path, file, row, col } of policy.inputReads(rule)) {
    const first = path[0] ?? '';
    if (names.has(first) || Object.hasOwn(input, first)) continue;
    const read = ['input', ...path].join('.');
    if (hints.has(read)) continue;
    const meant = nearestName(first, [...names]);
    if (meant === undefined) continue;
    const message = `${read} undefined, did you mean ${['input', meant, ...path.slice(1)].join('.')}?`;
    hints.set(read, { message, location: { file, row, col } });
  }
  return [...hints.values()];
}
