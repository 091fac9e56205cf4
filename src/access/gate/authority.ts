/** What a caller may ask for. Routes name theirs in `config.authority`; a route without one is open to all. */
export type Authority = 'decide' | 'filter' | 'search' | 'explain' | 'metrics';

export const AUTHORITIES: readonly Authority[] = ['decide', 'filter', 'search', 'explain', 'metrics'];

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What a caller has to be allowed to use this route. */
    authority?: Authority;
  }
}
