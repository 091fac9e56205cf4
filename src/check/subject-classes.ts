/** A data document as plain JSON: collections of records, by name and key. */
export type PlainData = Readonly<Record<string, unknown>>;

/** Subjects whose records are alike: of the same roles, state and grants, whatever their ids. */
export interface SubjectClass {
  readonly name: string;
  /** The type of its subjects. */
  readonly type: string;
  /** Of subjects in the class, at least one. */
  readonly ids: readonly string[];
  /** The keys and texts of their records that made a difference. */
  readonly names: ReadonlySet<string>;
}

/** A type of subjects, and the collection that holds them. */
export interface Entity {
  readonly type: string;
  readonly collection: string;
}

export interface ClassOptions {
  /** Collections whose keys make a difference: who holds another role is of another class. */
  readonly distinct: readonly string[];
  /** Texts that the policy names, which make a difference too. */
  readonly constants: ReadonlySet<string>;
  /** Seconds since the epoch: what has ended makes a difference to what has not. */
  readonly now: number;
}

/** From here on a number is taken for a time, in seconds since the epoch. */
const FIRST_TIME = 500_000_000;

/** Ids that the data does not have. */
const STRANGERS = ['nobody-of-that-name', '__proto__', "o'neil", '%', ' '];

/** The classes of an entity's records, and one for subjects that the data does not know. */
export function subjectClasses(
  data: PlainData,
  { type, collection }: Entity,
  { distinct, constants, now }: ClassOptions,
): SubjectClass[] {
  const kept = new Set(distinct.flatMap((name) => Object.keys(members(data[name]))));
  let names = new Set<string>();
  const named = (text: string): string => {
    if (!kept.has(text) && !constants.has(text)) return '…';
    names.add(text);
    return text;
  };
  const shape = (value: unknown): unknown => {
    if (typeof value === 'string') return named(value);
    if (typeof value === 'number') return value < FIRST_TIME ? 'number' : value > now ? 'to come' : 'ended';
    if (Array.isArray(value)) return [...new Set(value.map((item) => JSON.stringify(shape(item))))].sort();
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).map(([key, member]) => [named(key), shape(member)]);
    return Object.fromEntries(entries.sort());
  };
  const classes = new Map<string, { ids: string[]; names: ReadonlySet<string> }>();
  const records = members(data[collection]);
  for (const [id, record] of Object.entries(records)) {
    names = new Set();
    const name = JSON.stringify(shape(record));
    const known = classes.get(name);
    if (known === undefined) classes.set(name, { ids: [id], names });
    else known.ids.push(id);
  }
  const known = [...classes].map(([name, alike]) => ({ name: `${type} ${name}`, type, ...alike }));
  const ids = STRANGERS.filter((id) => !Object.hasOwn(records, id));
  return [{ name: `${type} unknown`, type, ids, names: new Set() }, ...known];
}

export function members(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}
