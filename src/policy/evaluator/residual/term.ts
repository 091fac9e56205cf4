import type { Condition, Field } from '../../conditions/condition.ts';
import { ValueMap } from '../../values/key.ts';
import { RegoNumber } from '../../values/number.ts';
import { RegoObject } from '../../values/object.ts';
import { RegoSet } from '../../values/set.ts';
import type { Value } from '../../values/value.ts';

/** A value that is known only once there is a row. */
export type Term = FieldTerm | LookupTerm | TruthTerm | CountTerm | MadeObject | MadeSet | MadeArray;

/** A value, known or not yet. */
export type Sym = Value | Term;

/** A value with the condition under which it is the one. */
export interface Case {
  readonly guard: Condition;
  readonly value: Sym;
}

/** What lies at a path of the row: a scalar, an array of scalars, or on the way to such. */
export class FieldTerm {
  readonly path: Field;
  /** The array of the row of which this is any element. */
  readonly elementOf: FieldTerm | undefined;
  #name: string | undefined;

  constructor(path: Field, elementOf?: FieldTerm) {
    this.path = path;
    this.elementOf = elementOf;
  }

  /** The path joined by points. */
  get name(): string {
    this.#name ??= this.path.join('.');
    return this.#name;
  }
}

/** What a known collection has, at a path, under a key that is not known. It may be undefined. */
export class LookupTerm {
  readonly source: RegoObject | readonly Value[];
  readonly key: FieldTerm | LookupTerm;
  readonly path: readonly Value[];
  /** The lookup that this one goes on from: it is defined where this one is. */
  readonly parent: LookupTerm | undefined;

  constructor(
    source: RegoObject | readonly Value[],
    key: FieldTerm | LookupTerm,
    path: readonly Value[],
    parent?: LookupTerm,
  ) {
    this.source = source;
    this.key = key;
    this.path = path;
    this.parent = parent;
  }
}

/** A boolean that is true where a condition holds. */
export class TruthTerm {
  readonly condition: Condition;
  /** Elsewhere it is false or undefined, and which of the two is not known. */
  readonly partial: boolean;
  /** What is defined wherever it is true. */
  readonly implies: readonly Pending[];

  constructor(condition: Condition, partial = false, implies: readonly Pending[] = []) {
    this.condition = condition;
    this.partial = partial;
    this.implies = implies;
  }
}

/** How many members a set has. */
export class CountTerm {
  readonly set: MadeSet;

  constructor(set: MadeSet) {
    this.set = set;
  }
}

/** What may turn out to be undefined, and was used as if it were not. */
export type Pending = LookupTerm | TruthTerm;

/** An object of which some members are not known. The others may be those of a known object, or of a part of the row. */
export class MadeObject {
  readonly base: RegoObject;
  readonly row: FieldTerm | undefined;
  readonly members = new ValueMap<{ readonly key: Value; readonly cases: readonly Case[] }>();

  constructor(base: RegoObject | FieldTerm = new RegoObject([])) {
    this.base = base instanceof FieldTerm ? new RegoObject([]) : base;
    this.row = base instanceof FieldTerm ? base : undefined;
  }
}

/** A set whose members, or whether they are members, are not known. */
export class MadeSet {
  cases: Case[] = [];
}

export class MadeArray {
  readonly items: (readonly Case[])[] = [];
}

export function isKnown(sym: Sym): sym is Value {
  return (
    typeof sym !== 'object' ||
    sym === null ||
    sym instanceof RegoObject ||
    Array.isArray(sym) ||
    sym instanceof RegoSet ||
    sym instanceof RegoNumber
  );
}
