const units: ReadonlyMap<string, bigint> = new Map([
  ['ns', 1n],
  ['us', 1_000n],
  ['µs', 1_000n],
  ['μs', 1_000n],
  ['ms', 1_000_000n],
  ['s', 1_000_000_000n],
  ['m', 60_000_000_000n],
  ['h', 3_600_000_000_000n],
]);

const hours: Readonly<Record<string, number>> = { d: 24, w: 7 * 24, y: 365 * 24 };

/**
 * Go's time.ParseDuration, in nanoseconds, with the days, weeks and years (of 365 days) that OPA adds. Undefined for any
 * other text and for what does not fit into 64 bits.
 */
export function parseDuration(text: string): bigint | undefined {
  return parseGoDuration(/[dwy]/.test(text) ? inHours(text) : text);
}

/** Writes days, weeks and years as hours; undefined where OPA's grammar refuses the text. */
function inHours(text: string): string | undefined {
  const parts = /^([-+]?)((?:[0-9.]+(?:ms|us|µs|ns|[a-z]))+)$/.exec(text);
  if (parts === null) return undefined;
  const [, sign = '', segments = ''] = parts;
  let result = sign;
  for (const [, digits = '', unit = ''] of segments.matchAll(/([0-9.]+)(ms|us|µs|ns|[a-z])/g)) {
    const factor = Object.hasOwn(hours, unit) ? hours[unit] : undefined;
    if (factor === undefined) {
      result += digits + unit;
      continue;
    }
    if (!/^(?:\d+\.?\d*|\.\d+)$/.test(digits)) return undefined;
    const value = Number(digits) * factor;
    if (!Number.isFinite(value)) return undefined;
    result += `${plain(value)}h`;
  }
  return result;
}

/** A number without exponent; beyond 2^63 hours it is refused anyway. */
function plain(value: number): string {
  if (value >= 1e21) return BigInt(value).toString();
  const text = String(value);
  return text.includes('e') ? value.toFixed(20) : text;
}

const limit = 2n ** 63n;

function parseGoDuration(text: string | undefined): bigint | undefined {
  const parts = /^([-+]?)(.*)$/su.exec(text ?? '');
  if (text === undefined || parts === null) return undefined;
  const negative = parts[1] === '-';
  let rest = parts[2] ?? '';
  if (rest === '0') return 0n;
  if (rest === '') return undefined;
  let total = 0n;
  while (rest !== '') {
    const segment = /^(\d*)(?:\.(\d*))?([^.\d]+)/u.exec(rest);
    if (segment === null) return undefined;
    const [all, whole = '', fraction = '', name = ''] = segment;
    const unit = units.get(name);
    if ((whole === '' && fraction === '') || unit === undefined) return undefined;
    const count = BigInt(whole || '0');
    if (count > limit / unit) return undefined;
    let value = count * unit;
    const part = fractionOf(fraction);
    if (part.value > 0n) {
      value += BigInt(Math.trunc(Number(part.value) * (Number(unit) / part.scale)));
      if (value > limit) return undefined;
    }
    total += value;
    if (total > limit) return undefined;
    rest = rest.slice(all.length);
  }
  if (negative) return -total;
  return total > limit - 1n ? undefined : total;
}

/** As many digits as 63 bits hold. */
function fractionOf(digits: string): { readonly value: bigint; readonly scale: number } {
  let value = 0n;
  let scale = 1;
  for (const digit of digits) {
    if (value > (limit - 1n) / 10n) break;
    const next = value * 10n + BigInt(digit);
    if (next > limit) break;
    value = next;
    scale *= 10;
  }
  return { value, scale };
}
