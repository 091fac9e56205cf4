/** Where decisions go, as a setting names it. */
export type LogTarget =
  | { readonly kind: 'stdout' }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'http'; readonly url: string };

/** What the setting may be, for messages. */
export const LOG_TARGETS_FORM =
  'off, or a list of stdout, file:PATH and http(s)://HOST/PATH without credentials, each at most once, separated by commas';

/** Reads the setting; `off` is an empty list, and anything that is not of the form is undefined. */
export function parseLogTargets(text: string): readonly LogTarget[] | undefined {
  if (text === 'off') return [];
  const targets = text.split(',').map((part) => parseTarget(part.trim()));
  const known = targets.filter((target) => target !== undefined);
  const kinds = new Set(known.map(({ kind }) => kind));
  return known.length === targets.length && kinds.size === known.length ? known : undefined;
}

function parseTarget(text: string): LogTarget | undefined {
  if (text === 'stdout') return { kind: 'stdout' };
  if (text.startsWith('file:')) {
    const path = text.slice('file:'.length);
    return path === '' || path.includes('\0') ? undefined : { kind: 'file', path };
  }
  if (!/^https?:\/\//.test(text) || !URL.canParse(text)) return undefined;
  const { username, password, search, hash } = new URL(text);
  if (username !== '' || password !== '' || search !== '' || hash !== '') return undefined;
  return { kind: 'http', url: text };
}
