const FIRST = 5_000;
const LONGEST = 15 * 60_000;
/** Tries after which a mail is given up: about two days. */
export const MOST_TRIES = 200;

/** Milliseconds until a mail that failed `tries` times (at least once) is tried again; doubles up to 15 minutes. */
export function backOff(tries: number): number {
  return Math.min(LONGEST, FIRST * 2 ** Math.min(tries - 1, 20));
}
