import type { Block, Plan, Statement } from '../policy/plan/plan.ts';

/** Which lines of Rego were reached, put together from many runs. */
export class LineCoverage {
  readonly #reached = new Map<string, Set<number>>();
  readonly #missed = new Map<string, Set<number>>();

  /** Rows count from 1, both ends included. */
  add(file: string, from: number, to: number, reached: boolean): void {
    const sets = reached ? this.#reached : this.#missed;
    let rows = sets.get(file);
    if (rows === undefined) {
      rows = new Set();
      sets.set(file, rows);
    }
    for (let row = from; row <= to; row++) rows.add(row);
  }

  /** Whether a line that could be reached never was. */
  missed(file: string, row: number): boolean {
    return this.#missed.get(file)?.has(row) === true && this.#reached.get(file)?.has(row) !== true;
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
  const called = new Set<string>();
  const walk = (items: readonly unknown[]): void => {
    for (const item of items) {
      if (Array.isArray(item)) walk(item);
      else if (typeof item === 'object' && item !== null && 'kind' in item) visit(item as Statement);
    }
  };
  const visit = (statement: Statement): void => {
    const file = plan.files[statement.at.file];
    if (file !== undefined && statement.at.row > 0) {
      lines.set(`${file}:${statement.at.row}`, { file, row: statement.at.row });
    }
    if (statement.kind === 'CallStmt') enter(statement.func);
    if (statement.kind === 'CallDynamicStmt') for (const name of plan.functions.keys()) enter(name);
    walk(Object.values(statement));
  };
  const enter = (name: string) => {
    const blocks: readonly Block[] | undefined = plan.functions.get(name)?.blocks;
    if (blocks === undefined || called.has(name)) return;
    called.add(name);
    walk(blocks);
  };
  walk(plan.entrypoints.get(entrypoint) ?? []);
  return [...lines.values()];
}
