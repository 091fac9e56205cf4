/** What everybody may ask who can reach the server, and what is answered however much there is to do. */
const OPEN_ROUTES: ReadonlySet<string> = new Set([
  '/health',
  '/health/live',
  '/health/ready',
  '/openapi.json',
]);

const METADATA = '/.well-known/authzen-configuration';

/** Whether a route needs no authority, by its path as it was registered. */
export function isOpenRoute(path: string): boolean {
  return OPEN_ROUTES.has(path) || path === METADATA || path.startsWith(`${METADATA}/`);
}
