import { describeKey, type KeyExpression } from './key-expression.ts';

/**
 * What is known of a value before the policy runs: one of several possibilities. No possibility means that the
 * value is never defined.
 */
export type AbstractValue = ReadonlyMap<string, Possibility>;

export type Possibility =
  /** A value inside the input, inside a record found by key, or a string constant. */
  | { readonly kind: 'path'; readonly path: KeyExpression }
  /** The data document. */
  | { readonly kind: 'data' }
  /** One of its collections. */
  | { readonly kind: 'collection'; readonly name: string }
  /** A number, boolean or null; the number or boolean where it is a constant. */
  | { readonly kind: 'scalar'; readonly number?: number; readonly boolean?: boolean }
  /** An array, object or set that the policy makes at one place; its content is kept by the analysis. */
  | { readonly kind: 'made'; readonly site: string }
  /** `base with base.<path> as value`. */
  | {
      readonly kind: 'replaced';
      readonly base: AbstractValue;
      readonly path: readonly string[];
      readonly value: AbstractValue;
    }
  /** Anything but the data document, a collection, or a value that holds one of them. */
  | { readonly kind: 'unknown' };

export const nothing: AbstractValue = new Map();
export const unknown: AbstractValue = one({ kind: 'unknown' });
export const scalar: AbstractValue = one({ kind: 'scalar' });
export const dataDocument: AbstractValue = one({ kind: 'data' });

export function one(possibility: Possibility): AbstractValue {
  return new Map([[identity(possibility), possibility]]);
}

export function path(expression: KeyExpression): AbstractValue {
  return one({ kind: 'path', path: expression });
}

export function replaced(base: AbstractValue, at: readonly string[], value: AbstractValue): AbstractValue {
  return at.length === 0 ? value : one({ kind: 'replaced', base, path: at, value });
}

/** What either value may be. Returns `a` itself where `b` adds nothing. */
export function join(a: AbstractValue, b: AbstractValue): AbstractValue {
  let joined: Map<string, Possibility> | undefined;
  for (const [id, possibility] of b) {
    if (a.has(id)) continue;
    joined ??= new Map(a);
    joined.set(id, possibility);
  }
  return joined ?? a;
}

export function joinAll(values: Iterable<AbstractValue>): AbstractValue {
  let joined = nothing;
  for (const value of values) joined = join(joined, value);
  return joined;
}

/** The same text for the same value. */
export function identityOf(value: AbstractValue): string {
  return `(${[...value.keys()].sort().join('|')})`;
}

function identity(possibility: Possibility): string {
  switch (possibility.kind) {
    case 'path':
      return `path ${describeKey(possibility.path)}`;
    case 'collection':
      return `collection ${JSON.stringify(possibility.name)}`;
    case 'scalar':
      return `scalar ${possibility.number ?? possibility.boolean ?? ''}`;
    case 'made':
      return `made ${possibility.site}`;
    case 'replaced': {
      const { base, path: at, value } = possibility;
      return `replaced ${identityOf(base)} ${JSON.stringify(at)} ${identityOf(value)}`;
    }
    default:
      return possibility.kind;
  }
}

/** The text, where the possibility is a string constant. */
export function constantText(possibility: Possibility): string | undefined {
  if (possibility.kind !== 'path' || possibility.path.steps.length > 0) return undefined;
  return possibility.path.root.kind === 'constant' ? possibility.path.root.value : undefined;
}

/** Whether two values may be the same. */
export function mayEqual(a: AbstractValue, b: AbstractValue): boolean {
  return [...a.values()].some((one) => [...b.values()].some((other) => mayBothBe(one, other)));
}

/** Whether two values may differ. */
export function mayDiffer(a: AbstractValue, b: AbstractValue): boolean {
  const [one] = a.values();
  const [other] = b.values();
  if (a.size !== 1 || b.size !== 1 || one === undefined || other === undefined) return true;
  const constant = constantOf(one);
  return constant === undefined || constant !== constantOf(other);
}

function mayBothBe(a: Possibility, b: Possibility): boolean {
  const [one, other] = [constantOf(a), constantOf(b)];
  return one === undefined || other === undefined || one === other;
}

function constantOf(possibility: Possibility): string | boolean | undefined {
  return possibility.kind === 'scalar' ? possibility.boolean : constantText(possibility);
}

/** True where no possibility is an array, object or set, so that comparing with it looks into nothing. */
export function isPlain(value: AbstractValue): boolean {
  return [...value.values()].every((item) => item.kind === 'scalar' || constantText(item) !== undefined);
}
