import type { SourcePosition } from '../evaluation-error.ts';

/** Thrown where something can't be said of a row exactly, before it is known which statement asked for it. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  /** What to write instead. */
  readonly instead: string;

  constructor(message: string, instead: string) {
    super(message);
    this.instead = instead;
  }
}

/** A statement of the policy that can't be turned into a filter. */
export interface Obstacle extends SourcePosition {
  /** The line of the source, where the sources are at hand. */
  readonly line?: string;
  readonly message: string;
  readonly instead: string;
}

/** Thrown for a rule that can't be turned into a condition of a row that is exactly as true as the rule. */
export class NotLiftable extends Error {
  override readonly name = 'NotLiftable';
  readonly obstacles: readonly Obstacle[];

  constructor(obstacles: readonly Obstacle[], options?: ErrorOptions) {
    super(obstacles.map(describeObstacle).join('\n'), options);
    this.obstacles = obstacles;
  }
}

/** `file:row:column: message; instead`, with the line of the source below. */
export function describeObstacle({ file, row, col, line, message, instead }: Obstacle): string {
  const source = line === undefined ? '' : `\n    ${line.trim()}`;
  return `${file}:${row}:${col}: ${message}; ${instead}${source}`;
}
