/** What a setting may be, in words, and what is made of its text: undefined for what it may not be. */
export interface ValueForm<T> {
  readonly expected: string;
  readonly parse: (text: string) => T | undefined;
}

/** A whole number, in plain digits. */
export function numberFrom(least: number, most: number): ValueForm<number> {
  return {
    expected: `a number from ${least} to ${most}`,
    parse: (text) => {
      const number = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
      return number >= least && number <= most ? number : undefined;
    },
  };
}

export function oneOf<T extends string>(...names: readonly T[]): ValueForm<T> {
  return {
    expected: names.length === 2 ? names.join(' or ') : `one of ${names.join(', ')}`,
    parse: (text) => names.find((name) => name === text),
  };
}

export const folderPath: ValueForm<string> = {
  expected: 'the path of a folder',
  parse: (text) => (text.includes('\0') ? undefined : text),
};

export const filePath: ValueForm<string> = {
  expected: 'the path of a file',
  parse: (text) => (text.includes('\0') ? undefined : text),
};

/** An address that others are added to; without a slash at its end. */
export const baseUrl: ValueForm<string> = {
  expected: 'http(s)://HOST without credentials, query or fragment',
  parse: (text) => {
    if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return undefined;
    const { username, password, search, hash } = new URL(text);
    return username + password + search + hash === '' ? text.replace(/\/+$/, '') : undefined;
  },
};

const TOKEN = /^[A-Za-z0-9\-._~+/]{8,}=*$/;

/** Source: RFC 6750, section 2.1. */
export const bearerToken: ValueForm<string> = {
  expected: 'at least 8 letters, digits or characters of -._~+/=',
  parse: (text) => (TOKEN.test(text) ? text : undefined),
};

/** A rule, as OPA writes it in a path. */
export const rulePath: ValueForm<string> = {
  expected: 'the path of a rule, such as authz/decision',
  parse: (text) => {
    const path = text.replace(/^\/?(data[./])?/, '');
    return /^[^/\s]+(\/[^/\s]+)*$/.test(path) ? path : undefined;
  },
};

export const rulePaths: ValueForm<readonly string[]> = listOf(rulePath, 'paths of rules');

export const actionNames: ValueForm<readonly string[]> = listOf(
  { expected: '', parse: (text) => (text === '' ? undefined : text) },
  'names of actions',
);

/** `name=value`, each name once. */
export function pairs(expected: string): ValueForm<Readonly<Record<string, string>>> {
  return {
    expected,
    parse: (text) => {
      const read = parts(text).map((part) => /^([^=\s]+)=(.+)$/.exec(part));
      const found = read.map((match) => [match?.[1] ?? '', match?.[2] ?? ''] as const);
      const names = new Set(found.map(([name]) => name));
      return names.has('') || names.size !== found.length ? undefined : Object.fromEntries(found);
    },
  };
}

function listOf<T>(one: ValueForm<T>, what: string): ValueForm<readonly T[]> {
  return {
    expected: `${what}, separated by commas`,
    parse: (text) => {
      const read = parts(text).map((part) => one.parse(part));
      const known = read.filter((value) => value !== undefined);
      return known.length > 0 && known.length === read.length ? known : undefined;
    },
  };
}

function parts(text: string): string[] {
  return text.split(',').map((part) => part.trim());
}
