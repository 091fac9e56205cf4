import { drawNumber, drawText, type Note, type ValuePool } from './draw-values.ts';
import type { Random } from './random.ts';

/** What a column holds where it does not hold null. */
export type ColumnKind = 'string' | 'number' | 'boolean' | 'array';

export interface RowField {
  /** Below `resource`: `id`, `properties.team`. */
  readonly path: readonly string[];
  /** As a policy reads it, and as a database would keep it. */
  readonly kind: ColumnKind;
}

/** A resource as a request names it, without its type. */
export interface Row {
  readonly id: string;
  readonly properties: Record<string, unknown>;
}

const NULL_SHARE = 0.15;

export interface RowDraw {
  /** What is known to matter for each field. */
  readonly pools: (name: string) => ValuePool;
  /** Fields that are not drawn. */
  readonly set: ReadonlyMap<string, unknown>;
  readonly note: Note;
}

/** A row whose fields are null or of their kinds. */
export function drawRow(
  random: Random,
  id: string,
  fields: readonly RowField[],
  { pools, set, note }: RowDraw,
): Row {
  const row: Row = { id, properties: {} };
  for (const { path, kind } of fields) {
    const name = path.join('.');
    const value = set.has(name) ? set.get(name) : drawValue(random, kind, pools(name), note);
    if (path.length === 1 && path[0] === 'id') {
      if (typeof value === 'string' && value !== '') (row as { id: string }).id = value;
    } else setAt(row.properties, path.slice(1), value);
  }
  return row;
}

/** The value of a row at a field; undefined where there is none. */
export function valueAt(row: Row, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, name) =>
      typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined,
    row,
  );
}

function drawValue(random: Random, kind: ColumnKind, pool: ValuePool, note: Note): unknown {
  if (random.chance(NULL_SHARE)) {
    note('null');
    return null;
  }
  switch (kind) {
    case 'string':
      return drawText(random, pool.texts, note);
    case 'number':
      return drawNumber(random, pool.numbers, note);
    case 'boolean': {
      const value = random.chance(0.5);
      note(String(value));
      return value;
    }
    case 'array': {
      const items = Array.from({ length: random.below(4) }, () =>
        random.chance(NULL_SHARE) ? null : drawText(random, pool.texts, note),
      );
      if (items.length === 0) note('empty array');
      if (items.includes(null)) note('null in an array');
      return items;
    }
  }
}

function setAt(target: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [name, ...rest] = path;
  if (name === undefined) return;
  if (rest.length === 0) {
    // A field of which others are parts stays an object.
    if (typeof target[name] !== 'object' || target[name] === null) target[name] = value;
    return;
  }
  const inner = target[name];
  if (typeof inner !== 'object' || inner === null) target[name] = {};
  setAt(target[name] as Record<string, unknown>, rest, value);
}
