import { type Static, Type } from 'typebox';
import { closed, moment, nullable, reason } from '../schemas.ts';

/** What can be changed of an assignment, a grant or a denial: when it ends (null: never), and why it is there. */
export const endingChange = closed({
  not_after: Type.Optional(nullable(moment)),
  reason: Type.Optional(reason),
});
export type EndingChange = Static<typeof endingChange>;

/** A row as node-postgres gives it. */
export type EndingRow<T extends { not_after: string | null; created_at: string }> = Omit<
  T,
  'not_after' | 'created_at'
> & { not_after: Date | null; created_at: Date };

/** Writes a row's moments as text. */
export function withEnding<R extends { not_after: Date | null; created_at: Date }>(
  row: R,
): Omit<R, 'not_after' | 'created_at'> & { not_after: string | null; created_at: string } {
  return {
    ...row,
    not_after: row.not_after?.toISOString() ?? null,
    created_at: row.created_at.toISOString(),
  };
}
