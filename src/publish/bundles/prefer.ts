/** What a client of the bundle protocol asks for. */
export interface BundlePreferences {
  /** Whether it takes a delta. */
  readonly delta: boolean;
  /** Whether removing what it does not hold is nothing to it. OPA fails, and does not say this. */
  readonly lenientRemovals: boolean;
  /** For how long it would wait for something new, in milliseconds; 0 for not at all. */
  readonly waitMs: number;
}

/** The longest a request waits, in milliseconds. */
const LONGEST_WAIT = 300_000;

/**
 * Reads `Prefer: modes=snapshot,delta;wait=30`. What is unknown or malformed is passed over, as a preference may be.
 * Source: RFC 7240, section 2, and OPA's bundle protocol, which separates preferences by a semicolon.
 */
export function parsePrefer(header: string | readonly string[] | undefined): BundlePreferences {
  const text = [header ?? ''].flat().join(';');
  const modes = /(?:^|[;,\s])modes="?([\w,\s]*)/.exec(text)?.[1] ?? '';
  const wait = /(?:^|[;,\s])wait=(\d{1,9})(?![\w.])/.exec(text)?.[1] ?? '0';
  return {
    delta: modes.split(',').some((mode) => mode.trim() === 'delta'),
    lenientRemovals: /(?:^|[;,\s])removals=lenient(?![\w-])/.test(text),
    waitMs: Math.min(Number(wait) * 1000, LONGEST_WAIT),
  };
}
