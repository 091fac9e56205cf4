import { Type } from 'typebox';

/** The query parameter that searches a list in what it names. */
export const search = (what: string) =>
  Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 200,
      description: `Part of ${what}, in any case, with or without accents. Marks are as good as spaces, and alone find nothing; one or two letters are the beginning of a word.`,
    }),
  );

/** A condition of SQL: whether a search for `term`, which may be null, finds what is `searched` in a row. */
export function isFound(term: string, searched: string): string {
  const whole = `search_pattern(${term})`;
  // Not as LIKE, which would ask the index again.
  return `(${term}::text IS NULL OR ${searched} LIKE search_core(${term})
           AND CASE WHEN search_core(${term}) = ${whole} THEN true
                    ELSE strpos(${searched}, trim(BOTH '%' FROM ${whole})) > 0 END)`;
}

/** Whether the index finds what a search is for: it knows words by three letters. */
export function isIndexed(term: string | undefined): boolean {
  return term !== undefined && /[\p{L}\p{N}]{3}/u.test(term);
}
