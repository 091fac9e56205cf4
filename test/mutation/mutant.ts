/** One small mistake, planted in one place of one file. */
export interface Mutant {
  /** Below the root of the project. */
  readonly file: string;
  /** The part of the file that is replaced, and what by. */
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
  /** The expression or statement whose evaluation the mistake is part of. */
  readonly site: Site;
  /** From 1. */
  readonly line: number;
  /** What stands in that line. */
  readonly source: string;
  /** The change, shown as `before → after`. */
  readonly change: string;
}

export interface Site {
  readonly start: number;
  readonly end: number;
  readonly statement: boolean;
}

/** The file with the mistake in it. */
export function mutated(source: string, { start, end, replacement }: Mutant): string {
  return source.slice(0, start) + replacement + source.slice(end);
}

export const NO_CHANGE = 'nothing';

/** What changes nothing, where a mistake could be: the gate must find nothing. */
export function unchanged(source: string, mutant: Mutant): Mutant {
  const own = source.slice(mutant.start, mutant.end);
  return { ...mutant, replacement: own, change: NO_CHANGE };
}
