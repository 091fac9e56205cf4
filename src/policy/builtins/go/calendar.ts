/** Days, months and years of the Gregorian calendar, extended to all years as Go does. Months count from 1. */

/** Seconds since the epoch; months, days and the rest beyond their range carry over. */
export function utcSeconds(y: number, month: number, d: number, h: number, min: number, s: number): number {
  const date = new Date(0);
  date.setUTCFullYear(y, month - 1, d);
  date.setUTCHours(h, min, s);
  return date.getTime() / 1000;
}

export function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

export function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** The day of the year, from 1. */
export function dayOfYear(year: number, month: number, day: number): number {
  let days = day;
  for (let m = 1; m < month; m++) days += daysInMonth(year, m);
  return days;
}

const int64 = { min: -(2n ** 63n), max: 2n ** 63n - 1n };

/** The value if it fits in 64 bits with sign, else undefined. */
export function inInt64(value: bigint): bigint | undefined {
  return value >= int64.min && value <= int64.max ? value : undefined;
}
