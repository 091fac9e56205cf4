import type { StatementOf } from '../../plan/plan.ts';

/**
 * What a value is to a filter, told without any data: known (perhaps a constant of the policy), a part of the input that
 * has the row in it, a field of the row, any element of an array of the row, what a known collection has under a key of
 * the row, a boolean or a number that depends on the row, or a collection that something of the row is in.
 */
export type Kind =
  | Known
  | { readonly is: 'input'; readonly path: readonly string[] }
  | { readonly is: 'field'; readonly name: string }
  | { readonly is: 'element'; readonly scan: ElementScan }
  | Lookup
  | Truth
  | { readonly is: 'count'; readonly content: Sort }
  | { readonly is: 'position' }
  | { readonly is: 'object'; readonly members: ReadonlyMap<string, Sort>; readonly others: Sort }
  | { readonly is: 'set'; readonly content: Sort }
  | { readonly is: 'array'; readonly content: Sort };

interface Known {
  readonly is: 'known';
  /** Where the policy itself says it. */
  readonly constant?: string | number | boolean | null;
  /** Of an array or an object that the policy makes: the texts in it, if all that is in it are texts. */
  readonly made?: readonly string[] | 'other';
}

interface Lookup {
  readonly is: 'lookup';
  /** Where an element of an array of the row, or something looked up by one, is the key. */
  readonly by?: ElementScan;
}

interface Truth {
  readonly is: 'truth';
  /** Where what gave it may be undefined instead of false: which one it is. */
  readonly partial?: number;
}

/** The scan of an array of the row, and what is asked of its elements. */
export interface ElementScan {
  readonly statement: StatementOf<'ScanStmt'>;
  /** How many `not`s the scan is in. */
  readonly negations: number;
  /** Whether elements are compared with known values. */
  compared: boolean;
  /** Whether elements themselves are kept. */
  gathered: boolean;
  /** Whether more is asked of them than a filter can say. */
  more: boolean;
}

/** What a value may be; nothing where it is undefined. */
export interface Sort {
  readonly kinds: readonly Kind[];
  /** Whether the row decides which of them it is, or that it is defined; a field is itself, and always defined. */
  readonly row: boolean;
}

export const NOTHING: Sort = { kinds: [], row: false };
export const KNOWN: Sort = { kinds: [{ is: 'known' }], row: false };

export function one(kind: Kind, row = false): Sort {
  return { kinds: [kind], row };
}

/** What a known collection has under a key of the row: it may be undefined. */
export function lookup(by?: ElementScan): Sort {
  return { kinds: [by === undefined ? { is: 'lookup' } : { is: 'lookup', by }], row: true };
}

export function constant(value: string | number | boolean | null): Sort {
  return { kinds: [{ is: 'known', constant: value }], row: false };
}

/** Either of several. */
export function either(sorts: readonly Sort[]): Sort {
  if (sorts.length === 1 && sorts[0] !== undefined) return sorts[0];
  const kinds = new Map(sorts.flatMap((sort) => sort.kinds).map((kind) => [kindKey(kind), kind]));
  return { kinds: [...kinds.values()], row: sorts.some(({ row }) => row) };
}

export function dependent(sort: Sort): Sort {
  return sort.row ? sort : { ...sort, row: true };
}

export function isKnown(sort: Sort): boolean {
  return sort.kinds.every(({ is }) => is === 'known');
}

/** The same text for the same sort. */
export function sortKey({ kinds, row }: Sort): string {
  return `${kinds.map(kindKey).sort().join('|')}${row ? '~' : ''}`;
}

const scans = new WeakMap<ElementScan, number>();
let counted = 0;

function scanNumber(scan: ElementScan): number {
  const number = scans.get(scan) ?? ++counted;
  scans.set(scan, number);
  return number;
}

function kindKey(kind: Kind): string {
  switch (kind.is) {
    case 'known':
      return `known ${'constant' in kind ? JSON.stringify(kind.constant) : ''} ${JSON.stringify(kind.made) ?? ''}`;
    case 'field':
      return `field ${kind.name}`;
    case 'count':
      return `count (${sortKey(kind.content)})`;
    case 'input':
      return `input ${JSON.stringify(kind.path)}`;
    case 'element':
      return `element ${scanNumber(kind.scan)}`;
    case 'lookup':
      return kind.by === undefined ? 'lookup' : `lookup ${scanNumber(kind.by)}`;
    case 'truth':
      return `truth ${kind.partial ?? ''}`;
    case 'object':
      return `object {${[...kind.members].map(([name, sort]) => `${JSON.stringify(name)}:${sortKey(sort)}`).join()},${sortKey(kind.others)}}`;
    case 'set':
    case 'array':
      return `${kind.is} (${sortKey(kind.content)})`;
    default:
      return kind.is;
  }
}

/** Where the row is in the input. Of the rest of it all is known. */
export const ROW: readonly (readonly string[])[] = [
  ['resource', 'id'],
  ['resource', 'properties'],
];

/** What a name leads to in a part of the input. */
export function belowInput(path: readonly string[], name: string): Sort {
  const below = [...path, name];
  if (ROW.some((row) => row.length === below.length && startsWith(row, below)))
    return one({ is: 'field', name: below.slice(1).join('.') });
  return ROW.some((row) => startsWith(row, below)) ? one({ is: 'input', path: below }) : KNOWN;
}

/** All that a part of the input has. */
export function membersOfInput(path: readonly string[]): Sort {
  const names = ROW.filter((row) => startsWith(row, path)).map((row) => row[path.length] ?? '');
  return either([KNOWN, ...names.map((name) => belowInput(path, name))]);
}

function startsWith(row: readonly string[], path: readonly string[]): boolean {
  return path.every((part, index) => part === row[index]);
}
