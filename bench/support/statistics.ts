export function median(numbers: readonly number[]): number {
  return quantile(numbers, 0.5);
}

/** The smallest of the numbers that at least this share of them does not exceed. */
export function quantile(numbers: Iterable<number>, share: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}
