/** What stands between `%` and the verb. Go: package fmt. */
export interface FormatFlags {
  sharp: boolean;
  zero: boolean;
  plus: boolean;
  minus: boolean;
  space: boolean;
  /** `%#v` and `%+v`, which have a meaning of their own. */
  sharpV: boolean;
  plusV: boolean;
  width: number | undefined;
  precision: number | undefined;
}

export function noFlags(): FormatFlags {
  return {
    sharp: false,
    zero: false,
    plus: false,
    minus: false,
    space: false,
    sharpV: false,
    plusV: false,
    width: undefined,
    precision: undefined,
  };
}

/** Pads to the width, counted in code points; with zeros only on the left. */
export function padded(text: string, flags: FormatFlags, zero: boolean = flags.zero): string {
  const missing = (flags.width ?? 0) - (flags.width === undefined ? 0 : codePoints(text));
  if (missing <= 0) return text;
  if (flags.minus) return text + ' '.repeat(missing);
  return (zero ? '0' : ' ').repeat(missing) + text;
}

export function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}
