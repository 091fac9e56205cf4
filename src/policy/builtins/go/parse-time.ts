import { daysInMonth, inInt64, isLeapYear, utcSeconds } from './calendar.ts';
import { type LayoutPart, layoutParts, monthNames, weekdayNames } from './time-layout.ts';

/**
 * Go's time.Parse, in nanoseconds since the epoch. Undefined where the text does not follow the layout or lies outside
 * the years that 64 bits of nanoseconds can name. Zones' short names other than UTC count as UTC, as on a machine whose
 * own zone is UTC.
 */
export function parseTime(layout: string, text: string): bigint | undefined {
  const ns = read(layout, text);
  return ns === undefined ? undefined : inInt64(ns);
}

/** Whether a text follows a layout, in whatever year. */
export function matchesLayout(layout: string, text: string): boolean {
  return read(layout, text) !== undefined;
}

function read(layout: string, text: string): bigint | undefined {
  const reading = new Reading(text);
  const parts = layoutParts(layout);
  const wellFormed = parts.every((part, i) =>
    reading.take(
      part,
      parts.slice(i + 1).find(({ kind }) => kind !== 'text'),
    ),
  );
  return wellFormed && reading.rest === '' ? reading.instant() : undefined;
}

class Reading {
  rest: string;
  #year = 0;
  #month: number | undefined;
  #day: number | undefined;
  #yearDay: number | undefined;
  #hour = 0;
  #minute = 0;
  #second = 0;
  #nanosecond = 0;
  #afternoon: boolean | undefined;
  #offset = 0;

  constructor(text: string) {
    this.rest = text;
  }

  take(part: LayoutPart, next: LayoutPart | undefined): boolean {
    if (part.kind === 'text') return this.#skip(part.text);
    if (part.kind === 'field') return this.#field(part.field, next);
    if (part.trimmed) return !/^[.,]\d/.test(this.rest) || this.#fraction(/^[.,]\d+/);
    return this.#fraction(new RegExp(`^[.,]\\d{${part.digits}}`));
  }

  instant(): bigint | undefined {
    if (this.#afternoon === true && this.#hour < 12) this.#hour += 12;
    if (this.#afternoon === false && this.#hour === 12) this.#hour = 0;
    const date = this.#date();
    if (date === undefined) return undefined;
    const [month, day] = date;
    const seconds = utcSeconds(this.#year, month, day, this.#hour, this.#minute, this.#second) - this.#offset;
    return BigInt(seconds) * 1_000_000_000n + BigInt(this.#nanosecond);
  }

  /** Month and day, from these or from the day of the year. */
  #date(): [month: number, day: number] | undefined {
    if (this.#yearDay !== undefined) {
      let month = 1;
      let day = this.#yearDay;
      if (day < 1 || day > (isLeapYear(this.#year) ? 366 : 365)) return undefined;
      while (day > daysInMonth(this.#year, month)) {
        day -= daysInMonth(this.#year, month);
        month += 1;
      }
      if ((this.#month ?? month) !== month || (this.#day ?? day) !== day) return undefined;
      return [month, day];
    }
    const month = this.#month ?? 1;
    const day = this.#day ?? 1;
    return day < 1 || day > daysInMonth(this.#year, month) ? undefined : [month, day];
  }

  #field(field: string, next: LayoutPart | undefined): boolean {
    switch (field) {
      case '06': {
        // Go reads these two with a sign too.
        const year = this.#match(/^(?:\d\d|[+-]\d)/);
        if (year === undefined) return false;
        this.#year = Number(year) + (Number(year) >= 69 ? 1900 : 2000);
        return true;
      }
      case '2006':
        return this.#number(/^\d{4}/, 0, 9999, (value) => {
          this.#year = value;
        });
      case 'January':
        return this.#month12(this.#name(monthNames));
      case 'Jan':
        return this.#month12(this.#name(monthNames.map((name) => name.slice(0, 3))));
      case '1':
        return this.#number(/^\d\d?/, 1, 12, (value) => this.#month12(value - 1));
      case '01':
        return this.#number(/^\d\d/, 1, 12, (value) => this.#month12(value - 1));
      case 'Monday':
        return this.#name(weekdayNames) >= 0;
      case 'Mon':
        return this.#name(weekdayNames.map((name) => name.slice(0, 3))) >= 0;
      case '2':
      case '_2':
      case '02':
        if (field === '_2' && this.rest.startsWith(' ')) this.rest = this.rest.slice(1);
        return this.#number(field === '02' ? /^\d\d/ : /^\d\d?/, 0, 99, (value) => {
          this.#day = value;
        });
      case '__2':
        this.rest = this.rest.replace(/^ {1,2}/, '');
        return this.#number(/^\d{1,3}/, 0, 999, (value) => {
          this.#yearDay = value;
        });
      case '002':
        return this.#number(/^\d{3}/, 0, 999, (value) => {
          this.#yearDay = value;
        });
      default:
        return this.#clockField(field, next);
    }
  }

  #clockField(field: string, next: LayoutPart | undefined): boolean {
    switch (field) {
      case '15':
      case '3':
      case '03':
        return this.#number(field === '03' ? /^\d\d/ : /^\d\d?/, 0, field === '15' ? 23 : 12, (value) => {
          this.#hour = value;
        });
      case '4':
      case '04':
        return this.#number(field === '04' ? /^\d\d/ : /^\d\d?/, 0, 59, (value) => {
          this.#minute = value;
        });
      case '5':
      case '05': {
        const read = this.#number(field === '05' ? /^\d\d/ : /^\d\d?/, 0, 59, (value) => {
          this.#second = value;
        });
        // A fraction may follow although the layout has none.
        const extra = next?.kind !== 'fraction' && /^[.,]\d/.test(this.rest);
        return read && (!extra || this.#fraction(/^[.,]\d+/));
      }
      case 'PM':
        return this.#half(/^(?:PM|AM)/);
      case 'pm':
        return this.#half(/^(?:pm|am)/);
      case 'MST':
        return this.#zoneName();
      default:
        return this.#zoneOffset(field);
    }
  }

  #half(form: RegExp): boolean {
    const half = this.#match(form);
    this.#afternoon = half?.toLowerCase() === 'pm';
    return half !== undefined;
  }

  #zoneOffset(form: string): boolean {
    if (form.startsWith('Z') && this.rest.startsWith('Z')) {
      this.rest = this.rest.slice(1);
      return true;
    }
    const digits = form.replace(/[^0]/g, '').length;
    const colon = form.includes(':') ? ':' : '';
    const pairs = digits > 3 ? 3 : digits > 1 ? 2 : 1;
    const text = this.#match(new RegExp(`^[+-]\\d\\d${`${colon}\\d\\d`.repeat(pairs - 1)}`));
    if (text === undefined) return false;
    const [hours = 0, minutes = 0, seconds = 0] = (text.match(/\d\d/g) ?? []).map(Number);
    if (hours > 24 || minutes > 60 || seconds > 60) return false;
    this.#offset = (hours * 3600 + minutes * 60 + seconds) * (text.startsWith('-') ? -1 : 1);
    return true;
  }

  /** What looks like the short name of a zone. Source: Go, src/time/format.go, parseTimeZone. */
  #zoneName(): boolean {
    if (this.#match(/^UTC/) !== undefined) return true;
    if (this.#match(/^(?:ChST|MeST)/) !== undefined) return true;
    // GMT's offset is a part of the name only.
    if (this.#match(/^GMT(?:[+-](?:0*(?:2[0-3]|1?\d))(?!\d))?/) !== undefined) return true;
    if (/^[+-]/.test(this.rest)) return this.#match(/^[+-]0*(?:2[0-3]|1?\d)(?!\d)/) !== undefined;
    const letters = /^[A-Z]{0,6}/.exec(this.rest)?.[0] ?? '';
    const known =
      letters.length === 3 ||
      (letters.length === 4 && (letters.endsWith('T') || letters === 'WITA')) ||
      (letters.length === 5 && letters.endsWith('T'));
    if (known) this.rest = this.rest.slice(letters.length);
    return known;
  }

  /** Nine digits count, more are read. */
  #fraction(form: RegExp): boolean {
    const text = this.#match(form);
    if (text === undefined) return false;
    this.#nanosecond = Number(text.slice(1, 10).padEnd(9, '0'));
    return true;
  }

  #number(form: RegExp, least: number, most: number, set: (value: number) => unknown): boolean {
    const text = this.#match(form);
    if (text === undefined || Number(text) < least || Number(text) > most) return false;
    set(Number(text));
    return true;
  }

  /** The index of the name the text goes on with, letters of either case; -1 for none. */
  #name(names: readonly string[]): number {
    const found = names.findIndex((name) => lower(this.rest.slice(0, name.length)) === lower(name));
    if (found >= 0) this.rest = this.rest.slice(names[found]?.length);
    return found;
  }

  #month12(index: number): boolean {
    this.#month = index + 1;
    return index >= 0;
  }

  /** Spaces in a layout match any number of spaces, and none at the end. Go: src/time/format.go, skip. */
  #skip(text: string): boolean {
    for (let i = 0; i < text.length; i++) {
      if (text[i] === ' ') {
        if (this.rest !== '' && !this.rest.startsWith(' ')) return false;
        while (text[i + 1] === ' ') i += 1;
        this.rest = this.rest.replace(/^ +/, '');
        continue;
      }
      if (this.rest[0] !== text[i]) return false;
      this.rest = this.rest.slice(1);
    }
    return true;
  }

  #match(form: RegExp): string | undefined {
    const text = form.exec(this.rest)?.[0];
    if (text !== undefined) this.rest = this.rest.slice(text.length);
    return text;
  }
}

function lower(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
