import type { Value } from '../values/value.ts';
import type { Builtins } from './builtin.ts';
import { isInteger, parseBigFloat, truncate } from './go/big-float.ts';
import { daysInMonth, inInt64, utcSeconds } from './go/calendar.ts';
import { parseDuration } from './go/duration.ts';
import { formatTime } from './go/format-time.ts';
import { parseTime } from './go/parse-time.ts';
import { layoutNamed, weekdayNames } from './go/time-layout.ts';
import { fromZone, type WallClock, wallClock } from './go/wall-clock.ts';
import { int64, makeInteger, numberText } from './numbers.ts';
import { arrayOf, makeArray, textOf } from './operands.ts';

/** Source: OPA, topdown/time.go. */
export const timeBuiltins: Builtins = {
  'time.now_ns': (_, clock) => makeInteger(clock.nowNs()),
  'time.parse_rfc3339_ns': ([operand]) => {
    const text = textOf(operand);
    return text === undefined ? undefined : integerOf(parseTime(layoutNamed('RFC3339'), text));
  },
  'time.parse_ns': ([layout, operand]) => {
    const [form, text] = [textOf(layout), textOf(operand)];
    return form === undefined || text === undefined
      ? undefined
      : integerOf(parseTime(layoutNamed(form), text));
  },
  'time.parse_duration_ns': ([operand]) => {
    const text = textOf(operand);
    return text === undefined ? undefined : integerOf(parseDuration(text));
  },
  'time.format': ([operand]) => {
    const moment = momentOf(operand);
    const layout = moment?.layout === '' ? 'RFC3339Nano' : moment?.layout;
    return moment && formatTime(moment.at, layoutNamed(layout ?? ''));
  },
  'time.date': ([operand]) => {
    const at = momentOf(operand)?.at;
    return at && numbers(at.year, at.month, at.day);
  },
  'time.clock': ([operand]) => {
    const at = momentOf(operand)?.at;
    return at && numbers(at.hour, at.minute, at.second);
  },
  'time.weekday': ([operand]) => {
    const at = momentOf(operand)?.at;
    return at && weekdayNames[at.weekday];
  },
  'time.add_date': ([operand, years, months, days]) => {
    const [at, y, m, d] = [momentOf(operand)?.at, int64(years), int64(months), int64(days)];
    if (at === undefined || y === undefined || m === undefined || d === undefined) return undefined;
    return integerOf(addDate(at, Number(y), Number(m), Number(d)));
  },
  'time.diff': ([first, second]) => {
    const [a, b] = [momentOf(first), momentOf(second)];
    // The second time is read on the first one's clock.
    const other = a && b && wallClock(b.ns, a.at.zone);
    if (a === undefined || b === undefined || other === undefined) return undefined;
    return a.ns > b.ns ? difference(other, a.at) : difference(a.at, other);
  },
};

interface Moment {
  readonly ns: bigint;
  readonly at: WallClock;
  readonly layout: string;
}

/** Nanoseconds, or `[nanoseconds, zone, layout]`, the last two of which may be missing. */
function momentOf(operand: Value | undefined): Moment | undefined {
  const array = arrayOf(operand);
  const [number, zone = '', layout = ''] = array ?? [operand];
  const [name, form, text] = [textOf(zone), textOf(layout), numberText(number)];
  if (name === undefined || form === undefined || text === undefined) return undefined;
  const value = parseBigFloat(text);
  const ns = value && isInteger(value) ? inInt64(truncate(value)) : undefined;
  const at = ns === undefined ? undefined : wallClock(ns, name === '' ? 'UTC' : name);
  return ns === undefined || at === undefined ? undefined : { ns, at, layout: form };
}

/** Months and days beyond their range carry over, as in Go's time.Date. */
function addDate(at: WallClock, years: number, months: number, days: number): bigint | undefined {
  const local = utcSeconds(at.year + years, at.month + months, at.day + days, at.hour, at.minute, at.second);
  const seconds = Number.isFinite(local) ? fromZone(local, at.zone) : undefined;
  return seconds === undefined
    ? undefined
    : inInt64(BigInt(seconds) * 1_000_000_000n + BigInt(at.nanosecond));
}

/** Years, months, days, hours, minutes and seconds from one to the other. */
function difference(from: WallClock, to: WallClock): Value {
  let seconds = to.second - from.second;
  let minutes = to.minute - from.minute;
  let hours = to.hour - from.hour;
  let days = to.day - from.day;
  let months = to.month - from.month;
  let years = to.year - from.year;
  if (seconds < 0) {
    seconds += 60;
    minutes -= 1;
  }
  if (minutes < 0) {
    minutes += 60;
    hours -= 1;
  }
  if (hours < 0) {
    hours += 24;
    days -= 1;
  }
  if (days < 0) {
    days += daysInMonth(from.year, from.month);
    months -= 1;
  }
  if (months < 0) {
    months += 12;
    years -= 1;
  }
  return numbers(years, months, days, hours, minutes, seconds);
}

function numbers(...values: number[]): Value {
  return makeArray(values.map((value) => makeInteger(value)));
}

function integerOf(value: bigint | undefined): Value | undefined {
  return value === undefined ? undefined : makeInteger(value);
}
