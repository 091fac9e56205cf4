/** What a calendar and a clock on the wall show at one instant in one time zone. Months count from 1. */
export interface WallClock {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly nanosecond: number;
  /** 0 is Sunday. */
  readonly weekday: number;
  readonly zone: string;
  /** Seconds that the zone's clocks are ahead of UTC. */
  readonly offset: number;
}

/** Undefined for a zone that is not known. An instant is in nanoseconds since the epoch, a zone an IANA name. */
export function wallClock(ns: bigint, zone: string): WallClock | undefined {
  const offset = zoneOffsetSeconds(zone, ns);
  if (offset === undefined) return undefined;
  const seconds = floorDivide(ns, 1_000_000_000n);
  const date = new Date(Number(seconds + BigInt(offset)) * 1000);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    nanosecond: Number(ns - seconds * 1_000_000_000n),
    weekday: date.getUTCDay(),
    zone,
    offset,
  };
}

/**
 * The instant in seconds at which a zone's clocks show `local`. Where clocks jump, the choice is that of Go's time.Date:
 * the offset in force a little before, unless the one after it fits.
 */
export function fromZone(local: number, zone: string): number | undefined {
  const offsetAt = (seconds: number) => zoneOffsetSeconds(zone, BigInt(seconds) * 1_000_000_000n);
  const first = offsetAt(local);
  if (first === undefined) return undefined;
  const second = offsetAt(local - first);
  if (second === undefined) return undefined;
  return local - second;
}

/** Node takes names in any case, Go as they are: parts begin with a capital, but for a few small words. */
const zoneName = /^[A-Z][A-Za-z0-9+]*(?:[_/-](?:[A-Z0-9][A-Za-z0-9+]*|au|of|es))*$/;

const formatters = new Map<string, Intl.DateTimeFormat | undefined>();

function formatter(zone: string): Intl.DateTimeFormat | undefined {
  if (formatters.has(zone)) return formatters.get(zone);
  let created: Intl.DateTimeFormat | undefined;
  if (zoneName.test(zone)) {
    try {
      created = new Intl.DateTimeFormat('en-US-u-ca-iso8601-nu-latn', {
        ...(zone === 'Local' ? {} : { timeZone: zone }),
        timeZoneName: 'longOffset',
      });
    } catch {
      created = undefined;
    }
  }
  // Zones are named by policies, but may come from input: the number kept is bounded.
  if (formatters.size < 1000) formatters.set(zone, created);
  return created;
}

/** How far a zone's clocks are ahead of UTC at an instant, undefined for an unknown zone. */
function zoneOffsetSeconds(zone: string, ns: bigint): number | undefined {
  if (zone === 'UTC') return 0;
  const milliseconds = Number(floorDivide(ns, 1_000_000n));
  const name = formatter(zone)
    ?.formatToParts(milliseconds)
    .find((part) => part.type === 'timeZoneName');
  if (name === undefined) return undefined;
  const parts = /^GMT(?:([+-])(\d{2}):(\d{2})(?::(\d{2}))?)?$/.exec(name.value);
  if (parts === null) return undefined;
  const [, sign, hours = '0', minutes = '0', seconds = '0'] = parts;
  const offset = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return sign === '-' ? -offset : offset;
}

function floorDivide(value: bigint, divisor: bigint): bigint {
  const quotient = value / divisor;
  return value % divisor < 0n ? quotient - 1n : quotient;
}
