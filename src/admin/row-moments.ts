/** A row as node-postgres gives it: the moments of `T` are dates. */
export type Moments<T extends { created_at: string; updated_at: string }> = Omit<
  T,
  'created_at' | 'updated_at'
> & {
  created_at: Date;
  updated_at: Date;
};

/** Writes a row's moments as text. */
export function withMoments<R extends { created_at: Date; updated_at: Date }>(
  row: R,
): Omit<R, 'created_at' | 'updated_at'> & { created_at: string; updated_at: string } {
  return { ...row, created_at: row.created_at.toISOString(), updated_at: row.updated_at.toISOString() };
}
