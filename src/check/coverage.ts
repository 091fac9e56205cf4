import type { Plan } from '../policy/plan/plan.ts';
import { reachedStatements } from './reached-statements.ts';

/** Which lines of a rule were reached, put together from many runs. */
export class LineCoverage {
  readonly #lines: readonly SourceLine[];
  readonly #reached = new Map<string, Set<number>>();
  readonly #missed = new Map<string, Set<number>>();
  #noted = false;

  /** @param lines those that should be reached */
  constructor(lines: readonly SourceLine[]) {
    this.#lines = lines;
  }

  /** Rows count from 1, both ends included. */
  add(file: string, from: number, to: number, reached: boolean): void {
    this.#noted = true;
    const sets = reached ? this.#reached : this.#missed;
    let rows = sets.get(file);
    if (rows === undefined) {
      rows = new Set();
      sets.set(file, rows);
    }
    for (let row = from; row <= to; row++) rows.add(row);
  }

  /** The lines that could be reached and never were. */
  unreached(): SourceLine[] {
    return this.#lines.filter(
      ({ file, row }) =>
        this.#missed.get(file)?.has(row) === true && this.#reached.get(file)?.has(row) !== true,
    );
  }

  /** Whether every line was reached, so that more runs have nothing to add. */
  get complete(): boolean {
    return this.#noted && this.unreached().length === 0;
  }
}

/** A line of Rego. */
export interface SourceLine {
  readonly file: string;
  readonly row: number;
}

/** The lines that a rule of a plan comes from, and those of every rule and function it calls. */
export function linesOf(plan: Plan, entrypoint: string): SourceLine[] {
  const lines = new Map<string, SourceLine>();
  for (const { at } of reachedStatements(plan, entrypoint)) {
    const file = plan.files[at.file];
    if (file !== undefined && at.row > 0) lines.set(`${file}:${at.row}`, { file, row: at.row });
  }
  return [...lines.values()];
}
