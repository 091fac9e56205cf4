/** Which policy decides, and how the last try to load one ended. Times are milliseconds since the epoch. */
export interface PolicyStatus {
  readonly active:
    | { readonly revision: string; readonly entrypoints: readonly string[]; readonly since: number }
    | undefined;
  readonly lastLoad:
    | ({ readonly at: number } & (
        | { readonly outcome: 'loaded'; readonly revision: string }
        /** `revision` is undefined where the bundle is not even readable. */
        | { readonly outcome: 'refused'; readonly revision: string | undefined; readonly error: string }
      ))
    | undefined;
  readonly loads: number;
  readonly refusals: number;
}

/** How a load ended. */
export type LoadOutcome =
  | { readonly outcome: 'loaded'; readonly revision: string }
  /** The policy that was active still is. */
  | { readonly outcome: 'refused'; readonly error: string }
  /** A bundle that came later was taken in its place. */
  | { readonly outcome: 'superseded' };
