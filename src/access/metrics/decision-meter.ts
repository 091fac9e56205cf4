/** What came of a decision. `defined` and `undefined` are for rules that give something other than a yes or no. */
export type DecisionResult = 'allowed' | 'denied' | 'failed' | 'defined' | 'undefined';

export const DECISION_RESULTS: readonly DecisionResult[] = [
  'allowed',
  'denied',
  'failed',
  'defined',
  'undefined',
];

/** Upper ends of the buckets of a decision's duration, in seconds: microseconds to a tenth of a second. */
export const DURATION_BUCKETS: readonly number[] = [
  5e-6, 1e-5, 1.5e-5, 2e-5, 3e-5, 5e-5, 1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 1e-2, 2.5e-2, 5e-2, 0.1,
];

/** Upper ends of the buckets of a slice, in bytes. */
export const SLICE_BUCKETS: readonly number[] = [
  64, 128, 256, 512, 1024, 2048, 4096, 16_384, 65_536, 1_048_576,
];

/** Counts values by bucket. Made for the deciding path: no allocation, no hashing. */
export class Buckets {
  readonly bounds: readonly number[];
  /** One more than there are bounds; the last is for what is above them all. Not cumulative. */
  readonly counts: Float64Array;
  sum = 0;

  constructor(bounds: readonly number[]) {
    this.bounds = bounds;
    this.counts = new Float64Array(bounds.length + 1);
  }

  add(value: number): void {
    const { bounds } = this;
    let bucket = 0;
    while (bucket < bounds.length && value > (bounds[bucket] ?? 0)) bucket += 1;
    this.counts[bucket] = (this.counts[bucket] ?? 0) + 1;
    this.sum += value;
  }
}

/** The counts of one entrypoint. */
export class DecisionMeter {
  readonly durations: Buckets = new Buckets(DURATION_BUCKETS);
  readonly results: Record<DecisionResult, number> = {
    allowed: 0,
    denied: 0,
    failed: 0,
    defined: 0,
    undefined: 0,
  };

  /** @param milliseconds how long deciding took, as two readings of `performance.now()` give it */
  record(result: DecisionResult, milliseconds: number): void {
    this.results[result] += 1;
    this.durations.add(milliseconds / 1000);
  }

  /** Counts decisions whose duration was not taken one by one. */
  count(result: DecisionResult): void {
    this.results[result] += 1;
  }
}
