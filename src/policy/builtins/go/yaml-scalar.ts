/** What a plain scalar means to go.yaml.in/yaml v3, which OPA reads YAML with. Source: its resolve.go. */
export type PlainScalar = null | boolean | bigint | number | string;

const words: ReadonlyMap<string, PlainScalar> = new Map<string, PlainScalar>([
  ...['true', 'True', 'TRUE'].map((word) => [word, true] as const),
  ...['false', 'False', 'FALSE'].map((word) => [word, false] as const),
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['.nan', '.NaN', '.NAN'].map((word) => [word, Number.NaN] as const),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map(
    (word) => [word, Number.POSITIVE_INFINITY] as const,
  ),
  ...['-.inf', '-.Inf', '-.INF'].map((word) => [word, Number.NEGATIVE_INFINITY] as const),
]);

const float = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const date = /^\d{4}-\d{1,2}-\d{1,2}(?:[Tt ]\d{1,2}:\d{1,2}:\d{1,2}(?:[.,]\d+)?(?:Z|[+-]\d\d:\d\d)?)?$/;

/** Numbers may have underscores, and be octal as in YAML 1.1 (`0777`); dates are strings. */
export function plainScalar(text: string): PlainScalar {
  const word = words.get(text);
  if (word !== undefined) return word;
  if (text.startsWith('.')) return float.test(text) ? finite(Number(text), text) : text;
  if (!/^[-+0-9]/.test(text) || date.test(text)) return text;
  const plain = text.replaceAll('_', '');
  const whole = integer(plain);
  if (whole !== undefined) return whole;
  return float.test(plain) ? finite(Number(plain), text) : text;
}

function finite(value: number, text: string): PlainScalar {
  return Number.isFinite(value) ? value : text;
}

/** A whole number of 64 bits, without sign up to 2^64. */
function integer(text: string): bigint | undefined {
  const parts = /^([+-]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9]\d*))$/.exec(text);
  if (parts === null) return undefined;
  const [, sign, hex, binary, octal, decimal] = parts;
  const digits =
    hex !== undefined
      ? `0x${hex}`
      : binary !== undefined
        ? `0b${binary}`
        : octal !== undefined
          ? `0o${octal}`
          : decimal;
  const size = BigInt(digits ?? '0');
  if (sign === '-') return size <= 2n ** 63n ? -size : undefined;
  return size < (sign === '+' ? 2n ** 63n : 2n ** 64n) ? size : undefined;
}
