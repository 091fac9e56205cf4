/** What a caller may ask for. Routes name theirs in `config.authority`. */
export type Authority = 'decide' | 'filter' | 'search' | 'explain' | 'metrics';

export const AUTHORITIES: readonly Authority[] = ['decide', 'filter', 'search', 'explain', 'metrics'];

/** What a credential gives that names nothing. */
export const USUAL_AUTHORITIES: readonly Authority[] = ['decide', 'filter', 'search'];

/** Reads `decide+metrics`. Undefined when a name is unknown, missing or given twice. */
export function parseAuthorities(text: string): readonly Authority[] | undefined {
  const names = text.split('+');
  const found = AUTHORITIES.filter((authority) => names.includes(authority));
  return found.length === names.length ? found : undefined;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What a caller has to be allowed to use this route. */
    authority?: Authority;
  }
}
