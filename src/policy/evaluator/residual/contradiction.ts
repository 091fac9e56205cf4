import { ALWAYS, type Condition, NEVER } from '../../conditions/condition.ts';
import type { ConditionTable } from '../../conditions/condition-table.ts';

/** How many alternatives are tried before it is given up. */
const TRIES = 500;

/** Looks for a way in which a condition could hold, alternative by alternative. */
export class Contradiction {
  readonly #table: ConditionTable;
  #tries = TRIES;

  constructor(table: ConditionTable) {
    this.#table = table;
  }

  isNever(condition: Condition): boolean {
    return this.#isNever(this.#withNegationsInside(condition));
  }

  #isNever(condition: Condition): boolean {
    if (condition === NEVER) return true;
    this.#tries -= 1;
    if (this.#tries < 0) return false;
    if (condition.kind === 'or') return condition.parts.every((part) => this.#isNever(part));
    if (condition.kind !== 'and') return false;
    const choice = condition.parts.find((part) => part.kind === 'or');
    if (choice?.kind !== 'or') return false;
    const others = condition.parts.filter((part) => part !== choice);
    return choice.parts.every((part) => this.#isNever(this.#table.and([part, ...others])));
  }

  #withNegationsInside(condition: Condition): Condition {
    const table = this.#table;
    switch (condition.kind) {
      case 'and':
        return table.and(condition.parts.map((part) => this.#withNegationsInside(part)));
      case 'or':
        return table.or(condition.parts.map((part) => this.#withNegationsInside(part)));
      case 'not':
        return this.#negated(condition.part);
      default:
        return condition;
    }
  }

  #negated(condition: Condition): Condition {
    const table = this.#table;
    switch (condition.kind) {
      case 'always':
        return NEVER;
      case 'never':
        return ALWAYS;
      case 'and':
        return table.or(condition.parts.map((part) => this.#negated(part)));
      case 'or':
        return table.and(condition.parts.map((part) => this.#negated(part)));
      case 'not':
        return this.#withNegationsInside(condition.part);
      default:
        return table.not(condition);
    }
  }
}
