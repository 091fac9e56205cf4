/** Where decisions go. It takes events at once, whatever its receiver does, and never throws. */
export interface Sink {
  /** Names it in metrics and logs. */
  readonly name: string;
  /** Takes events as JSON text, one each, without line breaks. */
  write(events: readonly string[]): void;
  stats(): SinkStats;
  /** Delivers what is waiting, for at most so many milliseconds; the rest is counted as dropped, or stays spooled. */
  close(withinMs: number): Promise<void>;
}

/** Why an event was lost. */
export type DropReason =
  /** It was the oldest when memory was full. */
  | 'memory'
  /** It was the oldest when the spool was full. */
  | 'spool'
  /** The receiver will not have it. */
  | 'refused'
  /** It alone is longer than an upload may be. */
  | 'too_large'
  /** Its file in the spool could not be read back. */
  | 'unreadable'
  /** It was still waiting when the process ended. */
  | 'closed';

export interface SinkStats {
  /** Events that the receiver has. */
  readonly sent: number;
  readonly dropped: Readonly<Record<DropReason, number>>;
  /** Events that are waiting, spooled ones included. */
  readonly waiting: number;
  /** Bytes of memory that waiting events take. */
  readonly memoryBytes: number;
  /** Events written to the spool. */
  readonly spooled: number;
  /** Bytes on disk. */
  readonly spoolBytes: number;
  /** Deliveries that failed, and were or will be tried again. */
  readonly failures: number;
  /** Writes to the spool that failed. */
  readonly spoolFailures: number;
  /** What fails at present, and why; undefined while nothing does. */
  readonly failure?: string | undefined;
}

export function noDrops(): Record<DropReason, number> {
  return { memory: 0, spool: 0, refused: 0, too_large: 0, unreadable: 0, closed: 0 };
}
