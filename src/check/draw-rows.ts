import { isUuid } from '../policy/conditions/assume-types.ts';
import { ALWAYS, type Condition, type Field, type Scalar } from '../policy/conditions/condition.ts';
import { type Note, nearly, type ValuePool } from './draw-values.ts';
import { comparedValues, fieldPairsIn } from './field-pools.ts';
import type { Random } from './random.ts';
import { type ColumnKind, drawRow, type Row, type RowField, valueAt } from './row-shape.ts';
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
/** Of rows, those in which a field is given what another one nearly holds. */
const PAIR_SHARE = 0.5;

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
  const pairs = comparedPairs(condition, fields);
  return Array.from({ length: count }, (_, n) => {
    const given = set();
    const row = drawRow(random, `row-${n}`, fields, { pools, set: given, note });
    const pair = random.chance(PAIR_SHARE) ? random.pick(pairs) : undefined;
    if (pair === undefined) return row;
    // Two fields that are compared with each other seldom meet by chance.
    const like = nearly(random, valueAt(row, pair.left));
    if (like === null && pair.nullable === false) return row;
    return drawRow(random, row.id, fields, {
      pools,
      set: new Map([
        ...fields.map(({ path }) => [path.join('.'), valueAt(row, path)] as const),
        [pair.right.join('.'), like],
      ]),
      note: () => {},
    });
  });
}

/** Fields of one kind that a condition compares with each other. */
function comparedPairs(condition: Condition, fields: readonly RowField[]) {
  const fieldAt = (path: Field) => fields.find((each) => each.path.join('.') === path.join('.'));
  return [...fieldPairsIn(condition)].flatMap(({ left, right }) => {
    const [a, b] = [fieldAt(left), fieldAt(right)];
    if (a === undefined || b === undefined || a.kind !== b.kind || a.column?.type !== b.column?.type)
      return [];
    return a.column?.type === 'uuid' ? [] : [{ left, right, nullable: b.column?.nullable }];
  });
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
