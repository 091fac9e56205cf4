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

/** A row as node-postgres gives it: what `names` names of `T` are dates. */
export type DatedRow<T, Name extends keyof T> = {
  [K in keyof T]: K extends Name ? (null extends T[K] ? Date | null : Date) : T[K];
};

/** Writes the named moments of a row as text. */
export function datesAsText<T extends object, Name extends keyof T & string>(
  row: DatedRow<T, Name>,
  names: readonly Name[],
): T {
  const found = row as Record<string, unknown>;
  const text = (value: unknown) => (value instanceof Date ? value.toISOString() : null);
  return { ...found, ...Object.fromEntries(names.map((name) => [name, text(found[name])])) } as T;
}
