/** One thing wrong with a request. `field` is written with dots (`permissions.0.scope`). */
export interface FieldError {
  readonly field: string;
  /** JSON Pointer into the body as a URI fragment; absent for anything that is not in the body. */
  readonly pointer?: string;
  readonly message: string;
}

export interface ProblemOptions {
  readonly status: number;
  /** The last part of the problem's type, such as `permission-required`. */
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly errors?: readonly FieldError[] | undefined;
  /** Further members of the document. */
  readonly members?: Readonly<Record<string, unknown>> | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** An answer other than success, thrown from wherever it is known. Source: RFC 9457. */
export class Problem extends Error {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly document: Readonly<Record<string, unknown>>;

  constructor(options: ProblemOptions) {
    super(options.detail);
    this.name = 'Problem';
    this.status = options.status;
    this.headers = options.headers ?? {};
    this.document = {
      type: `urn:postern:problem:${options.code}`,
      title: options.title,
      status: options.status,
      detail: options.detail,
      ...(options.errors === undefined ? {} : { errors: options.errors }),
      ...options.members,
    };
  }
}

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** An error of a field in the body. */
export function bodyError(path: readonly (string | number)[], message: string): FieldError {
  const pointer = path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
  return { field: path.join('.'), pointer: `#${pointer}`, message };
}
