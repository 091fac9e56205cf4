/**
 * A builtin that a compiled policy calls in its host. Arguments and result are JSON text, so that integers beyond
 * 2^53 (times in nanoseconds) stay exact. `undefined` is Rego's undefined: it is the answer to every wrong argument.
 * A host builtin is pure but for the clock, which stands still during one evaluation.
 */
export type HostBuiltin = (args: readonly string[], clock: EvaluationClock) => string | undefined;

export interface EvaluationClock {
  /** Nanoseconds since the epoch, the same at every call of one evaluation. */
  nowNs(): bigint;
}

/** A JSON text's string, undefined where it is something else. */
export function stringArgument(text: string | undefined): string | undefined {
  if (text === undefined || !text.startsWith('"')) return undefined;
  return JSON.parse(text) as string;
}

const int64 = { min: -(2n ** 63n), max: 2n ** 63n - 1n };

/** A JSON text's whole number within 64 bits, however it is spelled (`10`, `1e1`, `10.0`), else undefined. */
export function integerArgument(text: string | undefined): bigint | undefined {
  const parts = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/.exec(text ?? '');
  if (parts === null) return undefined;
  const [, sign, whole = '', fraction = '', exponent = '0'] = parts;
  const shift = Number(exponent) - fraction.length;
  let value = BigInt(whole + fraction);
  if (shift >= 0) value *= 10n ** BigInt(shift);
  else {
    const divisor = 10n ** BigInt(-shift);
    if (value % divisor !== 0n) return undefined;
    value /= divisor;
  }
  return inInt64(sign === '-' ? -value : value);
}

/** The value if it fits in 64 bits with sign, else undefined. */
export function inInt64(value: bigint): bigint | undefined {
  return value >= int64.min && value <= int64.max ? value : undefined;
}
