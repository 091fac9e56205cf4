const FIRST_MS = 100;
const LAST_MS = 5000;

/** How long to wait after so many failures in a row, in milliseconds: doubling, with a random half taken off. */
export function backoffMs(failures: number, random: () => number = Math.random): number {
  const whole = Math.min(LAST_MS, FIRST_MS * 2 ** Math.min(failures, 16));
  return Math.round(whole * (0.5 + random() / 2));
}
