/** Whether two samples of times come from one distribution. */
export interface Comparison {
  /** How far the median of the second lies above that of the first, and where it lies with 99 %. */
  readonly difference: { readonly median: number; readonly from: number; readonly to: number };
  /** Two-sided, of a rank test (Mann-Whitney, normal approximation) and of Welch's t-test. */
  readonly rankP: number;
  readonly tP: number;
}

const RESAMPLED = 1_000;

/** `random`: numbers from 0 to below 1. */
export function compareTimes(
  one: readonly number[],
  other: readonly number[],
  random: () => number,
): Comparison {
  const again = Array.from(
    { length: RESAMPLED },
    () => median(resampled(other, random)) - median(resampled(one, random)),
  );
  return {
    difference: {
      median: median(other) - median(one),
      from: quantile(again, 0.005),
      to: quantile(again, 0.995),
    },
    rankP: rankTest(one, other),
    tP: welch(one, other),
  };
}

/** The least value that is not below so large a part of the others. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(part * (sorted.length - 1))] ?? Number.NaN;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

const median = (values: readonly number[]) => quantile(values, 0.5);

function resampled(values: readonly number[], random: () => number): number[] {
  return values.map(() => values[Math.floor(random() * values.length)] ?? Number.NaN);
}

function variance(values: readonly number[]): number {
  const middle = mean(values);
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1);
}

function welch(a: readonly number[], b: readonly number[]): number {
  return twoSided((mean(a) - mean(b)) / Math.sqrt(variance(a) / a.length + variance(b) / b.length));
}

function rankTest(a: readonly number[], b: readonly number[]): number {
  const ranked = [...a.map((value) => ({ value, of: 'a' })), ...b.map((value) => ({ value, of: 'b' }))].sort(
    (x, y) => x.value - y.value,
  );
  const sum = ranked.reduce((total, { of }, index) => total + (of === 'a' ? index + 1 : 0), 0);
  const u = sum - (a.length * (a.length + 1)) / 2;
  const spread = Math.sqrt((a.length * b.length * (a.length + b.length + 1)) / 12);
  return twoSided((u - (a.length * b.length) / 2) / spread);
}

/** Source: Abramowitz and Stegun, 7.1.26; its error is below 1.5e-7. */
function twoSided(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const k = 1 / (1 + 0.3275911 * x);
  const series =
    k * (0.254829592 + k * (-0.284496736 + k * (1.421413741 + k * (-1.453152027 + k * 1.061405429))));
  return series * Math.exp(-x * x);
}
