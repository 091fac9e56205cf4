/**
 * One reading of the clock, taken by the first evaluation that asks for the time. Evaluations that are given the same
 * moment see the same time.
 */
export interface Moment {
  /** Nanoseconds since the epoch. */
  reading?: bigint;
}
