import { type HostBuiltin, inInt64, integerArgument, stringArgument } from './host-builtin.ts';
import { wallClock, zoneOffsetSeconds } from './wall-clock.ts';

const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** OPA's time builtins. Source: https://www.openpolicyagent.org/docs/policy-reference/builtins/time */
export const timeBuiltins: Readonly<Record<string, HostBuiltin>> = {
  'time.now_ns': (_args, clock) => clock.nowNs().toString(),
  'time.parse_rfc3339_ns': ([text]) => parseRfc3339(stringArgument(text))?.toString(),
  'time.date': ([text]) => {
    const at = wallClock(text);
    return at && `[${at.year},${at.month},${at.day}]`;
  },
  'time.clock': ([text]) => {
    const at = wallClock(text);
    return at && `[${at.hour},${at.minute},${at.second}]`;
  },
  'time.weekday': ([text]) => {
    const at = wallClock(text);
    return at && `"${weekdays[at.weekday]}"`;
  },
  'time.add_date': ([time, years, months, days]) => addDate(time, years, months, days)?.toString(),
};

const rfc3339 =
  /^(\d{4})-(\d{2})-(\d{2})T(\d{1,2}):(\d{2}):(\d{2})(?:[.,](\d+))?(?:Z|([+-])(\d{2}):(\d{2}))$/;

function parseRfc3339(text: string | undefined): bigint | undefined {
  const parts = rfc3339.exec(text ?? '');
  if (parts === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1, 7).map(Number);
  const offsetHours = Number(parts[9] ?? 0);
  const offsetMinutes = Number(parts[10] ?? 0);
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  if (hour > 23 || minute > 59 || second > 59 || offsetHours > 24 || offsetMinutes > 60) return undefined;
  const offset = (offsetHours * 60 + offsetMinutes) * (parts[8] === '-' ? -60 : 60);
  const seconds = BigInt(utcSeconds(year, month, day, hour, minute, second) - offset);
  const nanoseconds = BigInt((parts[7] ?? '').slice(0, 9).padEnd(9, '0'));
  return inInt64(seconds * 1_000_000_000n + nanoseconds);
}

/** Months and days beyond their range carry over, as in Go's time.Date. */
function addDate(time?: string, years?: string, months?: string, days?: string): bigint | undefined {
  const at = wallClock(time);
  const [y, m, d] = [years, months, days].map(integerArgument);
  if (at === undefined || y === undefined || m === undefined || d === undefined) return undefined;
  const local = utcSeconds(
    at.year + Number(y),
    at.month + Number(m),
    at.day + Number(d),
    at.hour,
    at.minute,
    at.second,
  );
  if (!Number.isFinite(local)) return undefined;
  const seconds = fromZone(local, at.zone);
  return seconds === undefined ? undefined : inInt64(BigInt(seconds) * 1_000_000_000n + at.nanosecond);
}

/**
 * The instant at which a zone's clocks show `local`. Where clocks jump, the choice is that of Go's time.Date: the
 * offset in force a little before, unless the one after it fits.
 */
function fromZone(local: number, zone: string): number | undefined {
  const offsetAt = (seconds: number) => zoneOffsetSeconds(zone, BigInt(seconds) * 1_000_000_000n);
  const first = offsetAt(local);
  if (first === undefined) return undefined;
  const second = offsetAt(local - first);
  if (second === undefined) return undefined;
  return local - second;
}

function utcSeconds(y: number, month: number, d: number, h: number, min: number, s: number): number {
  const date = new Date(0);
  date.setUTCFullYear(y, month - 1, d);
  date.setUTCHours(h, min, s);
  return date.getTime() / 1000;
}

function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year === 0 ? 2000 : year < 100 ? year + 2000 : year, month, 0)).getUTCDate();
}
