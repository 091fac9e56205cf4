import type { Condition } from '../policy/conditions/condition.ts';
import { typeOf } from '../policy/conditions/order-scalars.ts';
import type { Plan } from '../policy/plan/plan.ts';
import { type Comparison, comparisonsIn } from './field-pools.ts';
import { EACH, readPaths } from './read-paths.ts';
import type { ColumnKind, RowField } from './row-shape.ts';

/**
 * The columns of rows that rules read: every path below the resource that nothing lies below, and what filters name
 * besides. What a column holds is what it is compared with; where nothing tells, text.
 */
export function rowFields(
  plan: Plan,
  rules: readonly string[],
  conditions: readonly Condition[],
  given: ReadonlyMap<string, ColumnKind>,
): RowField[] {
  const kinds = kindsOf(conditions);
  const paths = rules
    .flatMap((rule) => readPaths(plan, rule))
    .filter(([first, second]) => first === 'resource' && second !== undefined && second !== 'type')
    .map((path) => path.slice(1));
  const names = new Set(paths.map((path) => path.join('.')));
  for (const path of paths) {
    const scanned = path.indexOf(EACH);
    if (scanned < 1) continue;
    const name = path.slice(0, scanned).join('.');
    if (name !== 'properties') kinds.set(name, 'array');
  }
  for (const name of [...kinds.keys(), ...given.keys()]) names.add(name);
  return [...names]
    .filter((name) => !name.split('.').includes(EACH) && ![...names].some((other) => isBelow(other, name)))
    .filter((name) => name === 'id' || name.startsWith('properties.'))
    .sort()
    .map((name) => ({ path: name.split('.'), kind: given.get(name) ?? kinds.get(name) ?? 'string' }));
}

function isBelow(name: string, parent: string): boolean {
  return name.startsWith(`${parent}.`) && name !== `${parent}.${EACH}`;
}

/** What fields have to be to be compared as they are; of several kinds, the one that most can be put into words. */
const PREFERRED: readonly ColumnKind[] = ['array', 'string', 'number', 'boolean'];

function kindsOf(conditions: readonly Condition[]): Map<string, ColumnKind> {
  const seen = new Map<string, Set<ColumnKind>>();
  for (const condition of conditions) {
    for (const comparison of comparisonsIn(condition)) {
      const name = comparison.field.join('.');
      seen.set(name, new Set([...(seen.get(name) ?? []), ...kindsIn(comparison)]));
    }
  }
  const kinds = new Map<string, ColumnKind>();
  for (const [name, some] of seen) kinds.set(name, PREFERRED.find((kind) => some.has(kind)) ?? 'string');
  return kinds;
}

function kindsIn({ kind, values }: Comparison): ColumnKind[] {
  if (kind === 'has') return ['array'];
  return values.map(typeOf).filter((type) => type !== 'null');
}
