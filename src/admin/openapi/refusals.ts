import type { Header, Reference, Response } from '../../openapi/description.ts';

interface Refusal {
  readonly name: string;
  readonly description: string;
  /** An example: the last part of the type, the title and the detail. */
  readonly example: readonly [code: string, title: string, detail: string];
  readonly headers?: Readonly<Record<string, Reference>>;
  /** Made before there is a request that could have an id. */
  readonly early?: boolean;
  /** Further members of the example. */
  readonly members?: object;
}

const header = (name: string): Reference => ({ $ref: `#/components/headers/${name}` });
const retryAfter = { 'Retry-After': header('RetryAfter') };

/** Every way in which a request can be refused, by status. */
const REFUSALS: Readonly<Record<number, Refusal>> = {
  400: {
    name: 'Malformed',
    description: 'The request is not of the form that is described.',
    example: ['malformed-request', 'Malformed request', 'In the body: name is required.'],
    members: { errors: [{ field: 'name', pointer: '#/name', message: 'is required' }] },
    early: true,
  },
  401: {
    name: 'Unauthenticated',
    description: 'It is not known who asks.',
    example: [
      'invalid-token',
      'Invalid token',
      'The token is unknown, has ended, or its user is not active.',
    ],
    headers: { 'WWW-Authenticate': header('Challenge') },
  },
  403: {
    name: 'Forbidden',
    description: 'A permission is missing, which is named; or a page of another site asks.',
    example: ['permission-required', 'Permission required', 'users.manage permission required'],
    members: {
      operation: 'users.create',
      permission: 'users.manage',
      reasons: [{ code: 'permission_required', message: 'users.manage permission required' }],
    },
  },
  404: {
    name: 'NotFound',
    description: 'There is none, as whoever asks may know.',
    example: ['not-found', 'Not found', 'There is no user with the id "anna".'],
  },
  408: {
    name: 'Timeout',
    description: 'The request took too long to arrive.',
    example: ['request-timeout', 'Request timeout', 'The request did not arrive in time.'],
    early: true,
  },
  409: {
    name: 'Conflict',
    description: 'The request contradicts what is there.',
    example: ['already-taken', 'Conflict', 'The code is already the code of another organization.'],
    members: {
      errors: [{ field: 'code', pointer: '#/code', message: 'is already the code of another organization' }],
    },
  },
  410: {
    name: 'Gone',
    description: 'The link was good, and is not any more.',
    example: ['link-over', 'Gone', 'The invitation has expired. Ask for a new one.'],
  },
  412: {
    name: 'ChangedMeanwhile',
    description: 'The thing is not at the version that `If-Match` names.',
    example: [
      'changed-meanwhile',
      'Changed meanwhile',
      'It was changed since you read it and is now at "8". Read it again and repeat the change.',
    ],
    headers: { ETag: header('EntityTag') },
  },
  413: {
    name: 'TooLarge',
    description: 'The body is too long.',
    example: ['body-too-large', 'Body too large', 'Request body is too large'],
    early: true,
  },
  414: {
    name: 'PathTooLong',
    description: 'A part of the path is longer than any id.',
    example: ['url-too-long', 'URL too long', 'The path is exceeding the max param length.'],
  },
  415: {
    name: 'UnsupportedMediaType',
    description: 'The body is not of a type that is taken.',
    example: ['unsupported-media-type', 'Unsupported media type', 'Unsupported Media Type'],
  },
  422: {
    name: 'InvalidValue',
    description: 'The request names something that does not exist or does not fit.',
    example: ['invalid-value', 'Invalid value', 'There is no such role.'],
    members: {
      errors: [
        {
          field: 'assignments.0.role',
          pointer: '#/assignments/0/role',
          message: 'names no role that exists',
        },
      ],
    },
  },
  428: {
    name: 'PreconditionRequired',
    description: '`If-Match` is missing.',
    example: [
      'precondition-required',
      'Precondition required',
      'Send the ETag of what you read in the header If-Match, so that no other change is overwritten.',
    ],
  },
  429: {
    name: 'TooMany',
    description: 'Too many requests from this address, or too many failed attempts.',
    example: [
      'too-many-requests',
      'Too many requests',
      'Too many requests from this address. Try again in 20 s.',
    ],
    headers: retryAfter,
  },
  431: {
    name: 'HeadersTooLarge',
    description: 'The header fields are too long.',
    example: ['headers-too-large', 'Header fields too large', 'The headers are too long.'],
    early: true,
  },
  500: {
    name: 'InternalError',
    description: 'Something went wrong; the log says what, under the id of the request.',
    example: [
      'internal-error',
      'Internal error',
      'Something went wrong here. The log has more under this request id.',
    ],
  },
  503: {
    name: 'Unavailable',
    description: 'The database is away, or the policy behind it, for now.',
    example: ['unavailable', 'Unavailable', 'The database is away. Try again.'],
    headers: retryAfter,
  },
};

/** The refusals as components of the description. */
export const refusals: Readonly<Record<string, Response>> = Object.fromEntries(
  Object.entries(REFUSALS).map(([status, refusal]) => [refusal.name, response(Number(status), refusal)]),
);

/** A reference to the refusal of a status. */
export function refusalOf(status: number): Reference {
  const refusal = REFUSALS[status];
  if (refusal === undefined) throw new Error(`There is no description of refusals with ${status}.`);
  return { $ref: `#/components/responses/${refusal.name}` };
}

function response(status: number, { description, example, headers = {}, early, members }: Refusal): Response {
  const [code, title, detail] = example;
  const value = { type: `urn:postern:problem:${code}`, title, status, detail, ...members };
  const requestId: Record<string, Header | Reference> = {
    'X-Request-ID': header(early === true ? 'MaybeRequestId' : 'RequestId'),
  };
  return {
    description,
    headers: { ...requestId, ...headers },
    content: {
      'application/problem+json': {
        schema: { $ref: '#/components/schemas/Problem' },
        examples: { problem: { value } },
      },
    },
  };
}
