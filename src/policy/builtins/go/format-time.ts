import { dayOfYear } from './calendar.ts';
import { layoutParts, monthNames, weekdayNames } from './time-layout.ts';
import type { WallClock } from './wall-clock.ts';

/**
 * Go's Time.Format. Undefined where the layout asks for the short name of a zone other than UTC (`MST`): Node's tables
 * don't hold these names.
 */
export function formatTime(at: WallClock, layout: string): string | undefined {
  let text = '';
  for (const part of layoutParts(layout)) {
    const piece =
      part.kind === 'text'
        ? part.text
        : part.kind === 'fraction'
          ? fraction(at.nanosecond, part.digits, part.separator, part.trimmed)
          : field(at, part.field);
    if (piece === undefined) return undefined;
    text += piece;
  }
  return text;
}

function fraction(nanosecond: number, digits: number, separator: string, trimmed: boolean): string {
  if (trimmed && nanosecond === 0) return '';
  let text = padded(nanosecond, 9);
  if (digits < 9) text = text.slice(0, digits);
  if (trimmed) text = text.replace(/0+$/, '');
  return trimmed && text === '' ? '' : separator + text;
}

function field(at: WallClock, name: string): string | undefined {
  const hour12 = at.hour % 12 === 0 ? 12 : at.hour % 12;
  const month = monthNames[at.month - 1] ?? '';
  const weekday = weekdayNames[at.weekday] ?? '';
  switch (name) {
    case '2006':
      return padded(at.year, 4);
    case '06':
      return padded(Math.abs(at.year) % 100, 2);
    case 'January':
      return month;
    case 'Jan':
      return month.slice(0, 3);
    case '1':
      return String(at.month);
    case '01':
      return padded(at.month, 2);
    case 'Monday':
      return weekday;
    case 'Mon':
      return weekday.slice(0, 3);
    case '2':
      return String(at.day);
    case '_2':
      return String(at.day).padStart(2, ' ');
    case '02':
      return padded(at.day, 2);
    case '__2':
      return String(dayOfYear(at.year, at.month, at.day)).padStart(3, ' ');
    case '002':
      return padded(dayOfYear(at.year, at.month, at.day), 3);
    case '15':
      return padded(at.hour, 2);
    case '3':
      return String(hour12);
    case '03':
      return padded(hour12, 2);
    case '4':
      return String(at.minute);
    case '04':
      return padded(at.minute, 2);
    case '5':
      return String(at.second);
    case '05':
      return padded(at.second, 2);
    case 'PM':
      return at.hour >= 12 ? 'PM' : 'AM';
    case 'pm':
      return at.hour >= 12 ? 'pm' : 'am';
    case 'MST':
      return at.zone === 'UTC' ? 'UTC' : undefined;
    default:
      return zoneOffset(at.offset, name);
  }
}

/** `-07:00`, `Z070000` and their kin. */
function zoneOffset(offset: number, form: string): string {
  if (form.startsWith('Z') && offset === 0) return 'Z';
  const minutes = Math.trunc(offset / 60);
  const sign = minutes < 0 ? '-' : '+';
  const colon = form.includes(':') ? ':' : '';
  const total = Math.abs(minutes);
  let text = sign + padded(Math.floor(total / 60), 2);
  const digits = form.replace(/[^0]/g, '').length;
  if (digits > 1) text += colon + padded(total % 60, 2);
  if (digits > 3) text += colon + padded(Math.abs(offset % 60), 2);
  return text;
}

function padded(value: number, width: number): string {
  return (value < 0 ? '-' : '') + String(Math.abs(value)).padStart(width, '0');
}
