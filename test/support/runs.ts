/** How many runs a property gets: the given number times POSTERN_TEST_RUNS, which longer test runs raise. */
export function runs(number: number): number {
  return Math.max(1, Math.round(number * Number(process.env.POSTERN_TEST_RUNS ?? '1')));
}
