import { bodyError } from '../http/problem.ts';
import { unprocessable } from '../http/problems.ts';
import { type Queryable, rows } from '../queryable.ts';

/**
 * Throws a 422 problem naming everything in `written` that stands for no permission of the catalog. `pathOf` tells
 * where in the body the text at an index was.
 */
export async function refuseUnknownPermissions(
  db: Queryable,
  written: readonly string[],
  pathOf: (index: number) => readonly (string | number)[],
): Promise<void> {
  const unknown = await rows<{ permission: string; index: number }>(
    db,
    `SELECT w.permission, w.n - 1 AS index
     FROM unnest($1::text[]) WITH ORDINALITY AS w (permission, n)
     WHERE NOT EXISTS (SELECT FROM permission_forms AS f WHERE f.written = w.permission)
     ORDER BY w.n
     LIMIT 50`,
    [written],
  );
  const [first] = unknown;
  if (first === undefined) return;
  throw unprocessable(
    `The catalog has no permission "${first.permission}".`,
    unknown.map(({ permission, index }) =>
      bodyError(pathOf(index), `names no permission of the catalog: "${permission}"`),
    ),
  );
}
