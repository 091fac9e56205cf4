import { isUuid } from '../policy/conditions/assume-types.ts';
import { ALWAYS, type Condition, type Scalar } from '../policy/conditions/condition.ts';
import type { Note, ValuePool } from './draw-values.ts';
import { comparedValues } from './field-pools.ts';
import type { Random } from './random.ts';
import { type ColumnKind, drawRow, type Row, type RowField } from './row-shape.ts';
import { wayThrough } from './way-through.ts';

export interface DrawOptions {
  readonly fields: readonly RowField[];
  /** What any field may hold, whatever it is compared with. */
  readonly anything: ValuePool;
  /** What the question's filter says of rows; undefined where there is none. */
  readonly condition: Condition | undefined;
  readonly note: Note;
}

/** Of rows, those that are drawn field by field. The others are made to fit the condition, half of them but for a field. */
const FREE_SHARE = 0.6;

/** Rows of which most are close to what the condition compares with. */
export function drawRows(random: Random, count: number, options: DrawOptions): Row[] {
  const { fields, anything, condition = ALWAYS, note } = options;
  const near = comparedValues(condition);
  const pools = (name: string): ValuePool => {
    const own = near.get(name) ?? { texts: [], numbers: [] };
    // What a field is compared with matters most; a third of the draws are from everything else.
    const share = random.chance(0.67);
    return {
      texts: share && own.texts.length > 0 ? own.texts : anything.texts,
      numbers: share && own.numbers.length > 0 ? own.numbers : anything.numbers,
    };
  };
  const set = (): ReadonlyMap<string, unknown> => {
    if (random.chance(FREE_SHARE)) return new Map();
    const way = [...wayThrough(condition, random)].filter(([name, value]) => fits(name, value, fields));
    const spared = random.chance(0.5) ? random.below(way.length) : -1;
    return new Map(way.filter((_, n) => n !== spared));
  };
  return Array.from({ length: count }, (_, n) =>
    drawRow(random, `row-${n}`, fields, { pools, set: set(), note }),
  );
}

/** Whether a column can hold the value. */
function fits(name: string, value: Scalar | Scalar[], fields: readonly RowField[]): boolean {
  const field = fields.find(({ path }) => path.join('.') === name);
  if (field === undefined) return false;
  const { kind, column } = field;
  if (value === null) return column?.nullable !== false;
  if (column?.type === 'uuid') return typeof value === 'string' && isUuid(value);
  if (column !== undefined && column.type !== 'string[]' && kind === 'array') return false;
  return kindOf(value) === kind && !(kind === 'array' && !(value as Scalar[]).every(isText));
}

function kindOf(value: Scalar | Scalar[]): ColumnKind | undefined {
  if (Array.isArray(value)) return 'array';
  const type = typeof value;
  return type === 'string' || type === 'number' || type === 'boolean' ? type : undefined;
}

function isText(value: unknown): boolean {
  return typeof value === 'string' || value === null;
}
