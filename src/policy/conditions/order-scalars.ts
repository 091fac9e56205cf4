import type { Scalar } from './condition.ts';

const RANK = { null: 0, boolean: 1, number: 2, string: 3 } as const;

export type ScalarType = keyof typeof RANK;

export function typeOf(value: Scalar): ScalarType {
  if (value === null) return 'null';
  const type = typeof value;
  return type === 'bigint' ? 'number' : (type as ScalarType);
}

/** Negative, 0 or positive, in Rego's order of values: by type first, strings by code point. */
export function compareScalars(a: Scalar, b: Scalar): number {
  if (a === b) return 0;
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  const type = typeOf(a);
  const byType = RANK[type] - RANK[typeOf(b)];
  if (byType !== 0) return byType;
  switch (type) {
    case 'null':
      return 0;
    default:
      // Between numbers and bigints, `<` is exact.
      return (a as number) < (b as number) ? -1 : (a as number) > (b as number) ? 1 : 0;
  }
}

/** Orders strings by code point. UTF-16 units do too, but for surrogates, which come before U+E000 to U+FFFF there. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let n = 0; n < length; n++) {
    const x = a.charCodeAt(n);
    const y = b.charCodeAt(n);
    if (x !== y) return rank(x) - rank(y);
  }
  return a.length - b.length;
}

/** Surrogates, which stand for code points above U+FFFF, behind all other units. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

/** Long lists found to be in order: those of an index or of a record come again with every request. */
const inOrder = new WeakSet<readonly Scalar[]>();
const LONG = 8;

/**
 * Each value once, in Rego's order: the same array where that is what it holds already. The array must not change any
 * more.
 */
export function sortScalars(values: readonly Scalar[]): readonly Scalar[] {
  if (inOrder.has(values)) return values;
  if (isSorted(values)) {
    if (values.length >= LONG) inOrder.add(values);
    return values;
  }
  const sorted = [...values].sort(compareScalars);
  let kept = 1;
  for (let n = 1; n < sorted.length; n++) {
    const value = sorted[n] as Scalar;
    if (compareScalars(sorted[kept - 1] as Scalar, value) !== 0) sorted[kept++] = value;
  }
  return sorted.slice(0, kept);
}

/** Both in one, each value once. Both are in order and have each value once. */
export function mergeSorted(a: readonly Scalar[], b: readonly Scalar[]): Scalar[] {
  const merged: Scalar[] = [];
  let [x, y] = [0, 0];
  while (x < a.length && y < b.length) {
    const order = compareScalars(a[x] as Scalar, b[y] as Scalar);
    merged.push((order <= 0 ? a[x] : b[y]) as Scalar);
    if (order <= 0) x += 1;
    if (order >= 0) y += 1;
  }
  while (x < a.length) merged.push(a[x++] as Scalar);
  while (y < b.length) merged.push(b[y++] as Scalar);
  return merged;
}

function isSorted(values: readonly Scalar[]): boolean {
  for (let n = 1; n < values.length; n++) {
    if (compareScalars(values[n - 1] as Scalar, values[n] as Scalar) >= 0) return false;
  }
  return true;
}
