import {
  ALWAYS,
  type CompareFields,
  type Condition,
  type Field,
  NEVER,
  type OneOf,
  type Order,
  type Scalar,
  type Text,
} from './condition.ts';
import { compareScalars, sortScalars } from './order-scalars.ts';

/**
 * Makes conditions for one request. What is equal is made once, so that equal conditions are the same object, and each
 * is simplified as it is made: constants go up, equalities with one field become one list, what contradicts itself is
 * `never`. Simplifying is exact: it never changes of which rows a condition holds.
 */
export class ConditionTable {
  readonly #fields = new Map<string, Field>();
  readonly #made = new Map<string, Condition>();
  readonly #numbers = new Map<Condition | Field, number>();

  equals(field: Field, value: Scalar): Condition {
    return this.oneOf(field, [value]);
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
    return this.#intern(`not ${this.#number(part)}`, () => ({ kind: 'not', part }));
  }

  and(parts: readonly Condition[]): Condition {
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
    const key = `${kind} ${this.#number(own)} ${values.map(scalarKey).join()}`;
    return this.#intern(key, () => ({ kind, field: own, values }));
  }

  /**
   * `or` is `and` of the opposites, so one routine serves both: the neutral and the deciding constant trade places, and
   * so do lists that are united and lists that are met.
   */
  #compound(kind: 'and' | 'or', given: readonly Condition[]): Condition {
    const [neutral, deciding] = kind === 'and' ? [ALWAYS, NEVER] : [NEVER, ALWAYS];
    const parts = new Set<Condition>();
    const lists = new Map<string, OneOf[]>();
    const stack = [...given].reverse();
    for (let part = stack.pop(); part !== undefined; part = stack.pop()) {
      if (part === deciding) return deciding;
      if (part === neutral) continue;
      if (part.kind === kind) stack.push(...part.parts.toReversed());
      else if (part.kind === 'in') append(lists, `in ${this.#number(part.field)}`, part);
      else if (part.kind === 'not' && part.part.kind === 'in') {
        append(lists, `not ${this.#number(part.part.field)}`, part.part);
      } else if (part.kind === 'has' && kind === 'or') {
        append(lists, `has ${this.#number(part.field)}`, { ...part, kind: 'in' });
      } else parts.add(part);
    }
    for (const [key, each] of lists) {
      const merged = this.#mergeLists(kind, key, each, lists);
      if (merged === deciding) return deciding;
      if (merged !== neutral) parts.add(merged);
    }
    for (const part of parts) if (part.kind === 'not' && parts.has(part.part)) return deciding;
    absorb(kind, parts);
    const [first] = parts;
    if (first === undefined) return neutral;
    if (parts.size === 1) return first;
    const sorted = [...parts].sort((a, b) => this.#number(a) - this.#number(b));
    const key = `${kind} ${sorted.map((part) => this.#number(part)).join()}`;
    return this.#intern(key, () => ({ kind, parts: sorted }));
  }

  /** All lists about one field, in one: united or met, without what a list of the opposite already says. */
  #mergeLists(
    kind: 'and' | 'or',
    key: string,
    each: readonly OneOf[],
    lists: ReadonlyMap<string, readonly OneOf[]>,
  ): Condition {
    const [form, number] = key.split(' ') as ['in' | 'not' | 'has', string];
    const field = (each[0] as OneOf).field;
    if (form === 'has')
      return this.has(
        field,
        each.flatMap(({ values }) => values),
      );
    // `and` of `in` meets the lists, of `not in` unites them; `or` the other way round.
    const values = (form === 'in') === (kind === 'and') ? meet(each) : unite(each);
    const opposite = lists.get(`${form === 'in' ? 'not' : 'in'} ${number}`);
    if (opposite !== undefined) {
      const others = unite(opposite);
      if (form === 'in' && kind === 'and') return this.oneOf(field, without(values, others));
      if (form === 'not' && kind === 'or') return this.not(this.oneOf(field, without(values, others)));
      // The other list has taken this one in.
      return kind === 'and' ? ALWAYS : NEVER;
    }
    const list = this.oneOf(field, values);
    return form === 'in' ? list : this.not(list);
  }

  #field(field: Field): Field {
    if (this.#numbers.has(field)) return field;
    const key = JSON.stringify(field);
    const known = this.#fields.get(key);
    if (known !== undefined) return known;
    this.#fields.set(key, field);
    return field;
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

function append<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}

function unite(lists: readonly OneOf[]): readonly Scalar[] {
  if (lists.length === 1) return (lists[0] as OneOf).values;
  return sortScalars(lists.flatMap(({ values }) => values));
}

function meet(lists: readonly OneOf[]): readonly Scalar[] {
  return lists.map(({ values }) => values).reduce((left, right) => sifted(left, right, true));
}

function without(values: readonly Scalar[], others: readonly Scalar[]): readonly Scalar[] {
  return sifted(values, others, false);
}

/** Those of the first values that are among the others, or that are not. Both are in order. */
function sifted(values: readonly Scalar[], others: readonly Scalar[], among: boolean): readonly Scalar[] {
  let other = 0;
  return values.filter((value) => {
    while (other < others.length && compareScalars(others[other] as Scalar, value) < 0) other += 1;
    return (other < others.length && compareScalars(others[other] as Scalar, value) === 0) === among;
  });
}

/** `a and (a or b)` is `a`, and `a or (a and b)` too. */
function absorb(kind: 'and' | 'or', parts: Set<Condition>): void {
  for (const part of parts) {
    if ((part.kind === 'and' || part.kind === 'or') && part.kind !== kind) {
      if (part.parts.some((inner) => parts.has(inner))) parts.delete(part);
    }
  }
}

function scalarKey(value: Scalar): string {
  if (typeof value === 'bigint') return String(value);
  return JSON.stringify(value);
}
