import {
  ALWAYS,
  type CompareFields,
  type Condition,
  type Field,
  type Holds,
  NEVER,
  type OneOf,
  type Order,
  type Scalar,
  type Text,
} from './condition.ts';
import { ListTable } from './list-table.ts';
import { type ListsOfField, meet, takeApart, unite, without } from './lists-of-fields.ts';
import { sortScalars } from './order-scalars.ts';

/**
 * Makes conditions for one request. What is equal is made once, so that equal conditions are the same object, and each
 * is simplified as it is made: constants go up, equalities with one field become one list, what contradicts itself is
 * `never`. Simplifying is exact: it never changes of which rows a condition holds.
 */
export class ConditionTable {
  readonly #fields = new Map<Field, Field>();
  readonly #fieldsByName = new Map<string, Field>();
  readonly #made = new Map<string, Condition>();
  readonly #opposites = new Map<Condition, Condition>();
  readonly #lists = { in: new ListTable<OneOf>(), has: new ListTable<Holds>() };
  readonly #numbers = new Map<Condition | Field, number>();

  equals(field: Field, value: Scalar): Condition {
    return this.#list('in', field, [value]);
  }

  /** The field equals one of the values. */
  oneOf(field: Field, values: readonly Scalar[]): Condition {
    return this.#list('in', field, sortScalars(values));
  }

  /** The field is an array that holds one of the values. */
  has(field: Field, values: readonly Scalar[]): Condition {
    return this.#list('has', field, sortScalars(values));
  }

  compare(field: Field, operator: Order, value: Scalar): Condition {
    if (value === null) {
      if (operator === 'lt') return NEVER;
      if (operator === 'gte') return ALWAYS;
      const isNull = this.equals(field, null);
      return operator === 'lte' ? isNull : this.not(isNull);
    }
    const own = this.#field(field);
    return this.#intern(`${operator} ${this.#number(own)} ${scalarKey(value)}`, () => ({
      kind: 'compare',
      field: own,
      operator,
      value,
    }));
  }

  /** Two fields of the row, compared. */
  fields(left: Field, operator: 'eq' | Order, right: Field): Condition {
    if (operator === 'gt') return this.fields(right, 'lt', left);
    if (operator === 'gte') return this.fields(right, 'lte', left);
    const [a, b] = [this.#field(left), this.#field(right)];
    if (a === b) return operator === 'lt' ? NEVER : ALWAYS;
    const swapped = operator === 'eq' && this.#number(a) > this.#number(b);
    return this.#compareFields(swapped ? b : a, operator, swapped ? a : b);
  }

  text(field: Field, operator: Text['operator'], value: string): Condition {
    const own = this.#field(field);
    return this.#intern(`${operator} ${this.#number(own)} ${value}`, () => ({
      kind: 'text',
      field: own,
      operator,
      value,
    }));
  }

  not(part: Condition): Condition {
    if (part === ALWAYS) return NEVER;
    if (part === NEVER) return ALWAYS;
    if (part.kind === 'not') return part.part;
    const known = this.#opposites.get(part);
    if (known !== undefined) return known;
    const opposite: Condition = { kind: 'not', part };
    this.#opposites.set(part, opposite);
    return opposite;
  }

  and(parts: readonly Condition[]): Condition {
    const [a, b] = parts;
    if (parts.length === 2 && a !== undefined && b !== undefined && areApart(a, b))
      return a.kind === 'in' ? this.#both('and', b, a) : this.#both('and', a, b);
    return this.#compound('and', parts);
  }

  or(parts: readonly Condition[]): Condition {
    return this.#compound('or', parts);
  }

  #compareFields(left: Field, operator: CompareFields['operator'], right: Field): Condition {
    return this.#intern(`${operator} ${this.#number(left)} ${this.#number(right)} `, () => ({
      kind: 'fields',
      left,
      operator,
      right,
    }));
  }

  #list(kind: 'in' | 'has', field: Field, values: readonly Scalar[]): Condition {
    if (values.length === 0) return NEVER;
    const own = this.#field(field);
    if (kind === 'in')
      return this.#lists.in.get(own, values) ?? this.#lists.in.add({ kind, field: own, values });
    return this.#lists.has.get(own, values) ?? this.#lists.has.add({ kind, field: own, values });
  }

  /**
   * `or` is `and` of the opposites, so one routine serves both: the neutral and the deciding constant trade places, and
   * so do lists that are united and lists that are met.
   */
  #compound(kind: 'and' | 'or', given: readonly Condition[]): Condition {
    const [neutral, deciding] = kind === 'and' ? [ALWAYS, NEVER] : [NEVER, ALWAYS];
    const parts = new Set<Condition>();
    const lists = new Map<Field, ListsOfField>();
    if (takeApart(given, kind, parts, lists)) return deciding;
    for (const [field, each] of lists) {
      for (const merged of this.#mergeLists(kind, field, each)) {
        if (merged === deciding) return deciding;
        if (merged !== neutral) parts.add(merged);
      }
    }
    for (const part of parts) if (part.kind === 'not' && isSaid(part.part, kind, parts)) return deciding;
    absorb(kind, parts);
    const [first, second] = parts;
    if (first === undefined) return neutral;
    if (second === undefined) return first;
    if (parts.size === 2) return this.#both(kind, first, second);
    const sorted = [...parts].sort((a, b) => this.#number(a) - this.#number(b));
    const key = `${kind} ${sorted.map((part) => this.#number(part)).join()}`;
    return this.#intern(key, () => ({ kind, parts: sorted }));
  }

  /** Of two parts that say nothing of each other. They come in the order in which they were first met, the second before. */
  #both(kind: 'and' | 'or', a: Condition, b: Condition): Condition {
    const y = this.#number(b);
    const x = this.#number(a);
    if (x > y) return this.#intern(`${kind} ${y},${x}`, () => ({ kind, parts: [b, a] }));
    return this.#intern(`${kind} ${x},${y}`, () => ({ kind, parts: [a, b] }));
  }

  /** What lists about one field come to: they are united or met, without what one of the opposite already says. */
  #mergeLists(kind: 'and' | 'or', field: Field, lists: ListsOfField): readonly Condition[] {
    const { has } = lists;
    const both = lists.in.length > 0 && lists.not.length > 0;
    // `and` of `in` meets the lists, of `not in` unites them; `or` the other way round.
    const among = kind === 'and' ? meet(lists.in) : unite(lists.in);
    const outside = kind === 'and' ? unite(lists.not) : meet(lists.not);
    const merged: Condition[] = [];
    if (both && kind === 'and') merged.push(this.oneOf(field, without(among, outside)));
    else if (both) merged.push(this.not(this.oneOf(field, without(outside, among))));
    else if (lists.in.length > 0) merged.push(this.oneOf(field, among));
    else if (lists.not.length > 0) merged.push(this.not(this.oneOf(field, outside)));
    if (has.length > 0) merged.push(this.has(field, unite(has)));
    return merged;
  }

  /** The one array that stands for all that are equal. */
  #field(field: Field): Field {
    const own = this.#fields.get(field);
    if (own !== undefined) return own;
    const name = unambiguous(field);
    const first = this.#fieldsByName.get(name) ?? field;
    this.#fieldsByName.set(name, first);
    this.#fields.set(field, first);
    return first;
  }

  #intern(key: string, make: () => Condition): Condition {
    const known = this.#made.get(key);
    if (known !== undefined) return known;
    const condition = make();
    this.#made.set(key, condition);
    return condition;
  }

  #number(thing: Condition | Field): number {
    const known = this.#numbers.get(thing);
    if (known !== undefined) return known;
    this.#numbers.set(thing, this.#numbers.size);
    return this.#numbers.size - 1;
  }
}

/** Whether neither of two parts of an `and` says anything of the other; false also where that takes a closer look. */
function areApart(a: Condition, b: Condition): boolean {
  if (!(isPlainPart(a) && isPlainPart(b)) || a === b) return false;
  if (a.kind === 'or' && a.parts.includes(b)) return false;
  if (b.kind === 'or' && b.parts.includes(a)) return false;
  return a.kind !== 'in' || b.kind !== 'in';
}

function isPlainPart({ kind }: Condition): boolean {
  return kind !== 'and' && kind !== 'not' && kind !== 'always' && kind !== 'never';
}

/** Whether a condition is one of the parts, or all that it is made of is among them. */
function isSaid(condition: Condition, kind: 'and' | 'or', parts: ReadonlySet<Condition>): boolean {
  if (parts.has(condition)) return true;
  return condition.kind === kind && condition.parts.every((part) => parts.has(part));
}

/** `a and (a or b)` is `a`, and `a or (a and b)` too. */
function absorb(kind: 'and' | 'or', parts: Set<Condition>): void {
  for (const part of parts) {
    if ((part.kind === 'and' || part.kind === 'or') && part.kind !== kind) {
      if (part.parts.some((inner) => parts.has(inner))) parts.delete(part);
    }
  }
}

/** A text that equal fields have in common, and others have not. */
function unambiguous(field: Field): string {
  let text = '';
  for (const part of field) text += `${part.length}:${part}`;
  return text;
}

function scalarKey(value: Scalar): string {
  if (typeof value === 'bigint') return String(value);
  return JSON.stringify(value);
}
