import type { LogEvent } from '../event.ts';

/** Names of members that hold a secret, in small letters and without `-` and `_`. */
const SECRET_NAME =
  /(authorization|cookie|apikey|password|passwd|passphrase|secret|token|privatekey|credential|jwt)s?$/;

/** Credentials as an Authorization header has them, and JSON Web Tokens. */
const SECRET_TEXT =
  /^(?:bearer|negotiate|digest)\s+\S{6,}.*|^basic\s+[\w+/]{8,}=*$|\bauthorization:.*|\bbearer\s+\S{16,}|\beyJ[\w-]{6,}\.[\w-]{4,}(?:\.[\w-]*){0,3}/gi;

/** What JSON text has that may hold a secret: such a name, or such a text. Cheaper than looking at every member. */
const SUSPECT =
  /(?:authorization|cookie|api[-_]?key|password|passwd|passphrase|secret|token|private[-_]?key|credential|jwt)s?"?:|\b(?:bearer|basic|digest|negotiate)\s|eyJ/i;

const REPLACEMENT = '[erased]';

/** Whether JSON text may hold a secret, so that its value is worth `withoutSecrets`. */
export function maySayASecret(json: string): boolean {
  return SUSPECT.test(json);
}

/**
 * The event without members of `input` and `result` whose names say that they hold a secret, and without credentials
 * and tokens inside any text. `erased` names what was removed and `masked` the texts that were changed. What a mask has
 * put in place stays.
 */
export function withoutSecrets(event: LogEvent): LogEvent {
  const erased: string[] = [];
  const changed: string[] = [];
  const masked = new Set(event.masked ?? []);
  const clean = (value: unknown, pointer: string): unknown => {
    if (masked.has(pointer)) return value;
    if (typeof value === 'string') {
      const replaced = value.replace(SECRET_TEXT, REPLACEMENT);
      if (replaced !== value) changed.push(pointer);
      return replaced;
    }
    if (Array.isArray(value)) return value.map((item, index) => clean(item, `${pointer}/${index}`));
    if (typeof value !== 'object' || value === null) return value;
    const members = Object.entries(value).flatMap(([name, member]): [string, unknown][] => {
      const inner = `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      if (holdsSecret(name, member) && !masked.has(inner)) {
        erased.push(inner);
        return [];
      }
      return [[name, clean(member, inner)]];
    });
    return Object.fromEntries(members);
  };
  const { labels, erased: before, masked: replaced, ...rest } = event;
  const cleaned = clean(rest, '') as Omit<LogEvent, 'labels'>;
  return {
    labels,
    ...cleaned,
    ...(before !== undefined || erased.length > 0 ? { erased: [...(before ?? []), ...erased] } : {}),
    ...(replaced !== undefined || changed.length > 0 ? { masked: [...(replaced ?? []), ...changed] } : {}),
  };
}

function holdsSecret(name: string, value: unknown): boolean {
  if (typeof value !== 'string' && (typeof value !== 'object' || value === null)) return false;
  return SECRET_NAME.test(name.toLowerCase().replaceAll(/[-_]/g, ''));
}
