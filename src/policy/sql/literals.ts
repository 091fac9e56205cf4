import type { Dialect } from './dialect.ts';
import type { SqlTemplate } from './write-sql.ts';

/**
 * The text of a condition with its values in it, for the one API that promises so (OPA's `/v1/compile`). Everything else
 * binds its values.
 */
export function withLiterals({ texts, values }: SqlTemplate, dialect: Dialect): string {
  return texts.map((text, n) => (n === 0 ? text : literal(values[n - 1], dialect) + text)).join('');
}

/** A value as a literal. Throws a RangeError for what a dialect has no literal of. */
export function literal(value: unknown, dialect: Dialect): string {
  switch (typeof value) {
    case 'number':
      if (Number.isFinite(value)) return String(value);
      break;
    case 'bigint':
      return String(value);
    case 'boolean':
      return dialect === 'sqlite' || dialect === 'sqlserver'
        ? String(Number(value))
        : String(value).toUpperCase();
    case 'string':
      return textLiterals[dialect](value);
    default:
      if (Array.isArray(value) && dialect === 'postgresql') return textLiterals.postgresql(arrayText(value));
  }
  throw new RangeError(`${String(value)} has no literal in ${dialect}`);
}

const textLiterals: Readonly<Record<Dialect, (text: string) => string>> = {
  // In the form with E, backslashes mean the same whatever the server's settings.
  postgresql(text) {
    if (text.includes('\0')) throw new RangeError('PostgreSQL has no literal of a text that holds a NUL');
    const quoted = `'${text.replaceAll("'", "''")}'`;
    return text.includes('\\') ? `E${quoted.replaceAll('\\', '\\\\')}` : quoted;
  },
  // What a backslash means depends on the server's settings: such texts are written as bytes.
  mysql: (text) => (PLAIN.test(text) ? `'${text}'` : `_utf8mb4 X'${Buffer.from(text).toString('hex')}'`),
  // A text literal ends at a NUL.
  sqlite: (text) =>
    text.includes('\0')
      ? `CAST(X'${Buffer.from(text).toString('hex')}' AS TEXT)`
      : `'${text.replaceAll("'", "''")}'`,
  sqlserver: (text) => `N'${text.replaceAll("'", "''")}'`,
};

const PLAIN = /^[\w .,:;@/+*=<>()[\]{}$#!?&|~^-]*$/;

/** PostgreSQL's text form of an array, whose type is taken from what it is compared with. */
function arrayText(items: readonly unknown[]): string {
  const item = (value: unknown) =>
    typeof value === 'string' ? `"${value.replace(/["\\]/g, '\\$&')}"` : String(value);
  return `{${items.map(item).join(',')}}`;
}
