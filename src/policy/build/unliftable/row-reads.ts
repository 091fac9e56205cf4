import type { Statement } from '../../plan/plan.ts';
import type { Sort } from './kinds.ts';

export interface Comparison {
  /** The field's name: `properties.team`. */
  readonly field: string;
  /** What it is compared with. */
  readonly with: 'string' | 'number' | 'boolean';
  readonly statement: Statement;
}

/** What a rule reads of the row, and what it compares it with. */
export class RowReads {
  /** By the field's name, where it is first read. */
  readonly #read = new Map<string, Statement>();
  readonly #values = new Set<string>();
  readonly #objects = new Set<string>();
  readonly comparisons: Comparison[] = [];

  note(sort: Sort, statement: Statement): void {
    for (const kind of sort.kinds) {
      if (kind.is === 'field' && !this.#read.has(kind.name)) this.#read.set(kind.name, statement);
    }
  }

  /** Notes that a field is used as a value; true where it is an object elsewhere. */
  asValue(name: string): boolean {
    this.#values.add(name);
    return this.#objects.has(name);
  }

  /** Notes that something below a field is read; true where it is a value elsewhere. */
  asObject(name: string): boolean {
    this.#objects.add(name);
    return this.#values.has(name);
  }

  /** Notes with what constants fields are compared. */
  compare(a: Sort, b: Sort, statement: Statement): void {
    for (const [one, other] of [
      [a, b],
      [b, a],
    ] as const) {
      for (const field of one.kinds) {
        for (const value of other.kinds) {
          if (field.is !== 'field' || value.is !== 'known') continue;
          const type = typeof value.constant;
          if (type === 'string' || type === 'number' || type === 'boolean')
            this.comparisons.push({ field: field.name, with: type, statement });
        }
      }
    }
  }

  /** The fields, by name, that are no objects in which others are read, and where each is first read. */
  get fields(): ReadonlyMap<string, Statement> {
    return new Map([...this.#read].filter(([name]) => !this.#objects.has(name)));
  }
}
