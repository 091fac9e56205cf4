/** The order in which go.yaml.in/yaml v3 writes keys: letters behind all else, runs of digits as numbers. */
export function compareYamlKeys(a: string, b: string): number {
  const [first, second] = [[...a], [...b]];
  let digits = false;
  for (let i = 0; i < first.length && i < second.length; i++) {
    const [x, y] = [first[i] ?? '', second[i] ?? ''];
    if (x === y) {
      digits = isDigit(x);
      continue;
    }
    const [xIsLetter, yIsLetter] = [isLetter(x), isLetter(y)];
    if (xIsLetter && yIsLetter) return codeOf(x) - codeOf(y);
    if (xIsLetter || yIsLetter) return (digits ? xIsLetter : yIsLetter) ? -1 : 1;
    return compareNumbers(first, second, i);
  }
  return first.length - second.length;
}

function compareNumbers(a: readonly string[], b: readonly string[], at: number): number {
  let start = 0n;
  if (a[at] === '0' || b[at] === '0') {
    for (let i = at - 1; i >= 0 && isDigit(a[i] ?? ''); i--) {
      if (a[i] !== '0') {
        start = 1n;
        break;
      }
    }
  }
  const [x, y] = [numberFrom(a, at, start), numberFrom(b, at, start)];
  if (x.value !== y.value) return x.value < y.value ? -1 : 1;
  if (x.end !== y.end) return x.end - y.end;
  return codeOf(a[at] ?? '') - codeOf(b[at] ?? '');
}

function numberFrom(
  text: readonly string[],
  at: number,
  start: bigint,
): { readonly value: bigint; readonly end: number } {
  let value = start;
  let end = at;
  for (; isDigit(text[end] ?? ''); end++)
    value = BigInt.asIntN(64, value * 10n + BigInt(codeOf(text[end] ?? '0') - 48));
  return { value, end };
}

function codeOf(character: string): number {
  return character.codePointAt(0) ?? 0;
}

function isLetter(character: string): boolean {
  return /\p{L}/u.test(character);
}

function isDigit(character: string): boolean {
  return /\p{Nd}/u.test(character);
}
