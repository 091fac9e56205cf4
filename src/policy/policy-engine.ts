/** A compiled policy that decides over the policy data it was given. One engine serves one policy bundle. */
export interface PolicyEngine {
  /** The revision in the policy bundle's manifest. */
  readonly revision: string;
  /** The rules that can be asked for, as paths (`authz/decision`). */
  readonly entrypoints: readonly string[];
  /**
   * Evaluates one entrypoint, synchronously, at one clock reading. Never throws for anything in `input`: a trap or
   * an error inside the module comes back as `failed`, and the next evaluation runs on a fresh instance.
   */
  evaluate(entrypoint: string, input: unknown): Evaluation;
  close(): void;
}

export type Evaluation =
  | { readonly kind: 'defined'; readonly result: unknown }
  | { readonly kind: 'undefined' }
  | { readonly kind: 'failed'; readonly message: string };
