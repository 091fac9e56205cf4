import type { Plan } from '../policy/plan/plan.ts';
import { reachedStatements } from './reached-statements.ts';

/** A place in Rego: rows and columns count from 1. */
export interface SourcePlace {
  readonly file: string;
  readonly row: number;
  readonly col: number;
}

/** A statement, or the head of a rule, from its first place up to where it ends. */
export interface SourceRange extends SourcePlace {
  readonly end: { readonly row: number; readonly col: number };
}

/** Which statements of a rule were reached, and which heads held, put together from many runs. */
export class Coverage {
  readonly #wanted: readonly SourcePlace[];
  readonly #sources: ReadonlyMap<string, string>;
  readonly #reached = new Set<string>();
  readonly #missed = new Map<string, SourceRange & { readonly head: boolean }>();
  #noted = false;

  /**
   * @param wanted places that are to be reached: what has none of them in it does not count
   * @param sources Rego by path
   */
  constructor(wanted: readonly SourcePlace[], sources: ReadonlyMap<string, string>) {
    this.#wanted = wanted;
    this.#sources = sources;
  }

  add(range: SourceRange, reached: boolean): void {
    this.#noted = true;
    const key = JSON.stringify([range.file, range.row, range.col, range.end.row, range.end.col]);
    if (reached) {
      this.#reached.add(key);
      this.#missed.delete(key);
    } else if (!this.#reached.has(key) && !this.#missed.has(key) && this.#isWanted(range)) {
      this.#missed.set(key, { ...range, head: this.#isHead(range) });
    }
  }

  /** The statements that could have been reached and never were, in the order of the sources. */
  unreached(): SourceRange[] {
    return this.#missing(false);
  }

  /** The heads of rules of which no body ever held. */
  neverHeld(): SourceRange[] {
    return this.#missing(true);
  }

  /** Whether every statement was reached and every head held, so that more runs have nothing to add. */
  get complete(): boolean {
    return this.#noted && this.#missed.size === 0;
  }

  #missing(heads: boolean): SourceRange[] {
    return [...this.#missed.values()]
      .filter(({ head }) => head === heads)
      .sort((a, b) => a.file.localeCompare(b.file) || a.row - b.row || a.col - b.col);
  }

  #isWanted(range: SourceRange): boolean {
    return this.#wanted.some((place) => isWithin(place, range));
  }

  #isHead({ file, row, col, end }: SourceRange): boolean {
    const lines = this.#sources.get(file)?.split('\n') ?? [];
    if (/^\s*if\b/.test(lines[end.row - 1]?.slice(end.col - 1) ?? '')) return true;
    // A rule without a body is its head.
    return col === 1 && isOutside(lines.slice(0, row - 1).join('\n'));
  }
}

/** Whether no bracket is open after the text. */
function isOutside(rego: string): boolean {
  const bare = rego.replaceAll(/"(?:[^"\\\n]|\\.)*"|`[^`]*`|#[^\n]*/g, '');
  const opened = bare.match(/[{[(]/g)?.length ?? 0;
  return opened === (bare.match(/[}\])]/g)?.length ?? 0);
}

function isWithin({ file, row, col }: SourcePlace, range: SourceRange): boolean {
  if (file !== range.file || row < range.row || row > range.end.row) return false;
  return (row > range.row || col >= range.col) && (row < range.end.row || col < range.end.col);
}

/** The places that a rule of a plan comes from, and those of every rule and function it calls. */
export function placesOf(plan: Plan, entrypoint: string): SourcePlace[] {
  const places = new Map<string, SourcePlace>();
  for (const { at } of reachedStatements(plan, entrypoint)) {
    const file = plan.files[at.file];
    if (file === undefined || at.row <= 0) continue;
    places.set(`${file}:${at.row}:${at.col}`, { file, row: at.row, col: at.col });
  }
  return [...places.values()];
}
