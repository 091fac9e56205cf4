import type { DeclaredColumn } from '../policy/columns/declared-columns.ts';
import { isUuid } from '../policy/conditions/assume-types.ts';
import { drawNumber, drawText, type Note, type ValuePool } from './draw-values.ts';
import type { Random } from './random.ts';

/** What a column holds where it does not hold null. */
export type ColumnKind = 'string' | 'number' | 'boolean' | 'array';

export interface RowField {
  /** Below `resource`: `id`, `properties.team`. */
  readonly path: readonly string[];
  /** As a policy reads it, and as a database would keep it. */
  readonly kind: ColumnKind;
  /** What the policy declares of it; undefined where nothing. */
  readonly column?: DeclaredColumn;
  /** The resource types whose rows have it; undefined for all. */
  readonly types?: ReadonlySet<string>;
}

/** The fields that rows of a resource type have. */
export function fieldsForType(fields: readonly RowField[], type: string): readonly RowField[] {
  return fields.every(({ types }) => types === undefined)
    ? fields
    : fields.filter(({ types }) => types === undefined || types.has(type));
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
  for (const field of fields) {
    const { path } = field;
    const name = path.join('.');
    const value = set.has(name) ? set.get(name) : drawValue(random, field, pools(name), note);
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

function drawValue(random: Random, { kind, column }: RowField, pool: ValuePool, note: Note): unknown {
  if (column?.nullable !== false && random.chance(NULL_SHARE)) {
    note('null');
    return null;
  }
  switch (kind) {
    case 'string':
      return column?.type === 'uuid' ? drawUuid(random, pool.texts) : drawText(random, pool.texts, note);
    case 'number':
      return drawNumber(random, pool.numbers, note);
    case 'boolean': {
      const value = random.chance(0.5);
      note(String(value));
      return value;
    }
    case 'array': {
      const items = Array.from({ length: random.below(4) }, () =>
        random.chance(NULL_SHARE) ? null : drawItem(random, column, pool, note),
      );
      if (items.length === 0) note('empty array');
      if (items.includes(null)) note('null in an array');
      return items;
    }
  }
}

/** An item of an array: a text, unless it is declared to be something else. */
function drawItem(random: Random, column: DeclaredColumn | undefined, pool: ValuePool, note: Note): unknown {
  switch (column?.type) {
    case 'number[]':
      return drawNumber(random, pool.numbers, note);
    case 'boolean[]':
      return random.chance(0.5);
    case 'uuid[]':
      return drawUuid(random, pool.texts);
    case 'array': {
      const [text, number] = [drawText(random, pool.texts, note), drawNumber(random, pool.numbers, note)];
      return random.pick([text, number, random.chance(0.5), String(number)]);
    }
    default:
      return drawText(random, pool.texts, note);
  }
}

function drawUuid(random: Random, pool: readonly string[]): string {
  const known = random.pick(pool.filter(isUuid));
  if (known !== undefined && random.chance(0.7)) return known;
  return `00000000-0000-4000-8000-${String(random.below(1e6)).padStart(12, '0')}`;
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
