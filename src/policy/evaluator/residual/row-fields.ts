import { Refusal } from './refusal.ts';
import { FieldTerm } from './term.ts';

/** What a column of a row may hold. */
export type FieldType = 'boolean' | 'number' | 'string' | 'array' | 'any';

/** The columns of a row by their path joined by points; any of them may be null. Others are missing. */
export type DeclaredFields = ReadonlyMap<string, FieldType>;

/** Rows that need not have every property, as JSON objects: one that would be null is missing. */
export interface SparseRows {
  /** The fields that no row has. */
  readonly without: ReadonlySet<string>;
}

/** The fields of the row of one request, and which of them were read as values. */
export class RowFields {
  readonly #declared: DeclaredFields | undefined;
  readonly #sparse: SparseRows | undefined;
  readonly #fields = new Map<string, FieldTerm>();
  readonly #read = new Set<FieldTerm>();
  readonly #entered = new Set<FieldTerm>();
  readonly #members = new Map<FieldTerm, Map<string, FieldTerm | undefined>>();
  #elements = 0;

  constructor(declared: DeclaredFields | undefined, sparse?: SparseRows) {
    this.#declared = declared;
    this.#sparse = sparse;
  }

  /** Whether a field is missing in the rows where it would be null. */
  mayBeMissing(field: FieldTerm): boolean {
    return this.#sparse !== undefined && field.path.length > 1;
  }

  field(path: readonly string[]): FieldTerm {
    const field = new FieldTerm(path);
    const known = this.#fields.get(field.name);
    if (known !== undefined) return known;
    this.#fields.set(field.name, field);
    return field;
  }

  /** Any element of an array of the row. */
  elementOf(array: FieldTerm): FieldTerm {
    this.#elements += 1;
    return new FieldTerm(['\0element', String(this.#elements)], array);
  }

  /** What lies below a field, undefined where the row is declared not to have it. */
  member(parent: FieldTerm, name: string): FieldTerm | undefined {
    const members = this.#members.get(parent) ?? new Map<string, FieldTerm | undefined>();
    this.#members.set(parent, members);
    if (!members.has(name)) members.set(name, this.#member(parent, name));
    return members.get(name);
  }

  #member(parent: FieldTerm, name: string): FieldTerm | undefined {
    if (parent.elementOf !== undefined) {
      throw new Refusal(
        "a member of an element of the row's array is read",
        'arrays of rows hold single values only',
      );
    }
    const field = this.field([...parent.path, name]);
    if (this.#declared !== undefined && !this.#isDeclared(field)) return undefined;
    if (this.#sparse?.without.has(field.name) === true) return undefined;
    this.#entered.add(parent);
    this.#refuseBoth(parent);
    return field;
  }

  /** Notes that a field is used as a value. */
  use(field: FieldTerm): void {
    if (field.elementOf !== undefined || this.#read.has(field)) return;
    if (this.#declared !== undefined && !this.#declared.has(field.name)) {
      throw new Refusal(
        `${field.name} is used as a value and is no column of the row`,
        'use its columns one by one',
      );
    }
    this.#read.add(field);
    this.#refuseBoth(field);
  }

  #isDeclared({ name }: FieldTerm): boolean {
    if (this.#declared?.has(name) === true) return true;
    return [...(this.#declared?.keys() ?? [])].some((column) => column.startsWith(`${name}.`));
  }

  #refuseBoth(field: FieldTerm): void {
    if (!this.#read.has(field) || !this.#entered.has(field)) return;
    throw new Refusal(`${field.name} is used both as a value and as an object`, 'use one or the other');
  }
}
