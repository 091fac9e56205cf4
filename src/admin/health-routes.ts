import type { Pool } from 'pg';
import { Type } from 'typebox';
import type { AdminApp } from './admin-app.ts';
import { Problem } from './http/problem.ts';

/** `GET /health`: 200 while the database answers, else 503. Needs no token. */
export function healthRoutes(app: AdminApp, pool: Pool): void {
  app.get(
    '/health',
    { schema: { response: { 200: Type.Object({ status: Type.Literal('ok') }) } } },
    async () => {
      try {
        await pool.query('SELECT FROM revision');
      } catch (error) {
        throw databaseAway(error);
      }
      return { status: 'ok' as const };
    },
  );
}

function databaseAway(cause: unknown): Problem {
  const problem = new Problem({
    status: 503,
    code: 'unavailable',
    title: 'Unavailable',
    detail: 'The database does not answer.',
    headers: { 'retry-after': '1' },
  });
  problem.cause = cause;
  return problem;
}
