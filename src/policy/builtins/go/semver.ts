/** A version as OPA reads it. Source: https://semver.org, and OPA's internal/semver. */
export interface SemVer {
  readonly numbers: readonly [major: bigint, minor: bigint, patch: bigint];
  readonly preRelease: string;
}

const identifiers = /^[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*$/;
const largest = 2n ** 63n - 1n;

/** `1.2.3-rc.1+build`, perhaps with a `v` before it; undefined for anything else. */
export function parseSemVer(text: string): SemVer | undefined {
  const [version = '', metadata] = cut(text.replace(/^v/, ''), '+');
  const [core = '', preRelease] = cut(version, '-');
  if (metadata !== undefined && !identifiers.test(metadata)) return undefined;
  if (preRelease !== undefined) {
    if (!identifiers.test(preRelease)) return undefined;
    if (preRelease.split('.').some((identifier) => /^0\d+$/.test(identifier))) return undefined;
  }
  const numbers = core.split('.');
  if (numbers.length !== 3 || !numbers.every((number) => /^(?:0|[1-9]\d*)$/.test(number))) return undefined;
  const [major = 0n, minor = 0n, patch = 0n] = numbers.map(BigInt);
  if ([major, minor, patch].some((number) => number > largest)) return undefined;
  return { numbers: [major, minor, patch], preRelease: preRelease ?? '' };
}

/** -1, 0 or 1. */
export function compareSemVer(a: SemVer, b: SemVer): number {
  for (const i of [0, 1, 2] as const) {
    if (a.numbers[i] !== b.numbers[i]) return a.numbers[i] < b.numbers[i] ? -1 : 1;
  }
  return comparePreReleases(a.preRelease, b.preRelease);
}

function comparePreReleases(a: string, b: string): number {
  if (a === b) return 0;
  if (a === '' || b === '') return a === '' ? 1 : -1;
  const [first, second] = [a.split('.'), b.split('.')];
  for (let i = 0; i < Math.min(first.length, second.length); i++) {
    const order = compareIdentifiers(first[i] ?? '', second[i] ?? '');
    if (order !== 0) return order;
  }
  return first.length > second.length ? 1 : -1;
}

/** Numbers come before text, and compare as numbers. */
function compareIdentifiers(a: string, b: string): number {
  const [isNumber, otherIsNumber] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (isNumber !== otherIsNumber) return isNumber ? -1 : 1;
  if (!isNumber) return a > b ? 1 : a < b ? -1 : 0;
  // Go's Atoi stops at the largest 64-bit number.
  const [x, y] = [BigInt(a), BigInt(b)].map((number) => (number > largest ? largest : number));
  return (x ?? 0n) > (y ?? 0n) ? 1 : (x ?? 0n) < (y ?? 0n) ? -1 : 0;
}

function cut(text: string, separator: string): [before: string, after: string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
