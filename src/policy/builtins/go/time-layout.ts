/** One element of a Go time layout (`2006`, `Jan`, `-07:00`), or text that stands for itself. */
export type LayoutPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'field'; readonly field: string }
  | {
      readonly kind: 'fraction';
      readonly digits: number;
      readonly separator: string;
      readonly trimmed: boolean;
    };

// Longest first where one begins another. `Jan` and `Mon` are none before a lower-case letter (`Month`).
const fields =
  /^(?:January|Jan(?![a-z])|Monday|Mon(?![a-z])|MST|0[1-6]|002|15|1|2006|2|_2(?!006)|__2|3|4|5|PM|pm|-070000|-07:00:00|-0700|-07:00|-07|Z070000|Z07:00:00|Z0700|Z07:00|Z07)/;
const fraction = /^([.,])(0+|9+)(?!\d)/;

const named: Readonly<Record<string, string>> = {
  ANSIC: 'Mon Jan _2 15:04:05 2006',
  UnixDate: 'Mon Jan _2 15:04:05 MST 2006',
  RubyDate: 'Mon Jan 02 15:04:05 -0700 2006',
  RFC822: '02 Jan 06 15:04 MST',
  RFC822Z: '02 Jan 06 15:04 -0700',
  RFC850: 'Monday, 02-Jan-06 15:04:05 MST',
  RFC1123: 'Mon, 02 Jan 2006 15:04:05 MST',
  RFC1123Z: 'Mon, 02 Jan 2006 15:04:05 -0700',
  RFC3339: '2006-01-02T15:04:05Z07:00',
  RFC3339Nano: '2006-01-02T15:04:05.999999999Z07:00',
};

/** The layout that OPA knows by this name, else the text itself. */
export function layoutNamed(name: string): string {
  return Object.hasOwn(named, name) ? (named[name] ?? name) : name;
}

/** Takes a layout apart. Source: Go, src/time/format.go, nextStdChunk. */
export function layoutParts(layout: string): LayoutPart[] {
  const parts: LayoutPart[] = [];
  let text = '';
  for (let at = 0; at < layout.length; ) {
    const rest = layout.slice(at);
    const fractional = fraction.exec(rest);
    const found = fractional?.[0] ?? fields.exec(rest)?.[0];
    if (found === undefined) {
      text += layout[at];
      at += 1;
      continue;
    }
    if (text !== '') parts.push({ kind: 'text', text });
    text = '';
    if (fractional === null) parts.push({ kind: 'field', field: found });
    else {
      parts.push({
        kind: 'fraction',
        digits: found.length - 1,
        separator: found.charAt(0),
        trimmed: found[1] === '9',
      });
    }
    at += found.length;
  }
  if (text !== '') parts.push({ kind: 'text', text });
  return parts;
}

export const monthNames: readonly string[] = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

export const weekdayNames: readonly string[] = [
  'Sunday',
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
];
