/** The AuthZEN request, which is also the `input` a policy sees. Source: AuthZEN Authorization API 1.0, section 5. */
export interface DecisionRequest {
  readonly subject: {
    readonly type: string;
    readonly id: string;
    readonly properties?: Record<string, unknown>;
  };
  readonly action: { readonly name: string; readonly properties?: Record<string, unknown> };
  readonly resource: {
    readonly type: string;
    readonly id: string;
    readonly properties?: Record<string, unknown>;
  };
  readonly context?: Record<string, unknown>;
}

/** Why a request was denied: a code a program can read, a sentence for a person, and what the policy adds. */
export interface Reason {
  readonly code: string;
  readonly message: string;
  readonly [detail: string]: unknown;
}

export interface Decision {
  readonly allow: boolean;
  /** Empty when allowed. */
  readonly reasons: readonly Reason[];
  /** The fields of the resource to hide. */
  readonly masks: readonly string[];
}
