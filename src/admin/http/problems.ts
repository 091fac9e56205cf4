import { type FieldError, Problem } from './problem.ts';

/** 400: the request is not of the form the API describes. */
export function malformed(detail: string, errors?: readonly FieldError[]): Problem {
  return new Problem({ status: 400, code: 'malformed-request', title: 'Malformed request', detail, errors });
}

/** 401. Source of the header: RFC 6750, section 3. */
export function unauthenticated(reason: 'missing' | 'invalid'): Problem {
  const challenge = 'Bearer realm="postern"';
  return reason === 'missing'
    ? new Problem({
        status: 401,
        code: 'authentication-required',
        title: 'Authentication required',
        detail: 'Send a token in the header "Authorization: Bearer <token>".',
        headers: { 'www-authenticate': challenge },
      })
    : new Problem({
        status: 401,
        code: 'invalid-token',
        title: 'Invalid token',
        detail: 'The token is unknown, has ended, or its user is not active.',
        headers: { 'www-authenticate': `${challenge}, error="invalid_token"` },
      });
}

/** 404. */
export function notFound(type: string, id: string): Problem {
  return new Problem({
    status: 404,
    code: 'not-found',
    title: 'Not found',
    detail: `There is no ${type.replaceAll('_', ' ')} with the id "${id}".`,
  });
}

/** 409: the request is well formed and contradicts what is there. */
export function conflict(
  code: string,
  detail: string,
  errors?: readonly FieldError[],
  members?: Readonly<Record<string, unknown>>,
): Problem {
  return new Problem({ status: 409, code, title: 'Conflict', detail, errors, members });
}

/** 422: the request is well formed and names something that does not exist or does not fit. */
export function unprocessable(detail: string, errors: readonly FieldError[]): Problem {
  return new Problem({ status: 422, code: 'invalid-value', title: 'Invalid value', detail, errors });
}

/** 428. Source: RFC 6585, section 3. */
export function preconditionRequired(): Problem {
  return new Problem({
    status: 428,
    code: 'precondition-required',
    title: 'Precondition required',
    detail: 'Send the ETag of what you read in the header If-Match, so that no other change is overwritten.',
  });
}

/** 412, with the tag that is current now. */
export function preconditionFailed(current: string): Problem {
  return new Problem({
    status: 412,
    code: 'changed-meanwhile',
    title: 'Changed meanwhile',
    detail: `It was changed since you read it and is now at ${current}. Read it again and repeat the change.`,
    headers: { etag: current },
  });
}

/** 503: something this process depends on is away for now. */
export function unavailable(detail: string): Problem {
  return new Problem({
    status: 503,
    code: 'unavailable',
    title: 'Unavailable',
    detail,
    headers: { 'retry-after': '1' },
  });
}
