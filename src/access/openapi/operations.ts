import type { Header, MediaType, Parameter, Reference, Response, Schema } from '../../openapi/description.ts';
import { reference } from './schemas.ts';

const JSON_TYPE = 'application/json';

/** What requests may say of themselves. */
export const parameters: Readonly<Record<string, Parameter>> = {
  RequestId: {
    name: 'X-Request-ID',
    in: 'header',
    description: 'Comes back with the answer, and stands in the decision log.',
    schema: { type: 'string' },
  },
  AtLeastRevision: {
    name: 'Postern-At-Least-Revision',
    in: 'header',
    description:
      'A `Postern-Revision` of an earlier answer: the answer is from it or later. It is waited for, for a while.',
    schema: reference('Revision'),
  },
};

/** What answers say of themselves. */
export const headers: Readonly<Record<string, Header>> = {
  RequestId: { description: 'That of the request.', schema: { type: 'string' } },
  Revision: {
    description: 'The revision of the policy data that the answer was made at; absent before there is data.',
    schema: reference('Revision'),
  },
  RetryAfter: {
    description: 'In how many seconds it may be worth asking again.',
    required: true,
    schema: { type: 'string', pattern: '^[0-9]+$' },
  },
  Challenge: {
    description: 'How to say who asks.',
    schema: { type: 'string' },
  },
};

const part = (kind: 'parameters' | 'headers' | 'responses', name: string): Reference => ({
  $ref: `#/components/${kind}/${name}`,
});

/** The header fields that any request may have. */
export const anyRequest: readonly Reference[] = [part('parameters', 'RequestId')];
/** The header fields of a request that is answered from policy data. */
export const dataRequest: readonly Reference[] = [...anyRequest, part('parameters', 'AtLeastRevision')];

const identified = { 'X-Request-ID': part('headers', 'RequestId') };
const revised = { ...identified, 'Postern-Revision': part('headers', 'Revision') };

/** An answer in JSON; `fromData` where it is made from policy data, so that it names the revision. */
export function jsonResponse(
  description: string,
  schema: Schema,
  { fromData = false, examples }: { fromData?: boolean; examples?: MediaType['examples'] } = {},
): Response {
  const media = examples === undefined ? { schema } : { schema, examples };
  return { description, headers: fromData ? revised : identified, content: { [JSON_TYPE]: media } };
}

export function jsonRequest(
  schema: Schema,
  examples?: MediaType['examples'],
): { required: true; content: Readonly<Record<string, MediaType>> } {
  return {
    required: true,
    content: { [JSON_TYPE]: examples === undefined ? { schema } : { schema, examples } },
  };
}

function refusal(description: string, more: Readonly<Record<string, Reference>> = {}): Response {
  const content = { [JSON_TYPE]: { schema: reference('Error') } };
  return { description, headers: { ...revised, ...more }, content };
}

/** Answers that several operations give. Errors are AuthZEN's: Authorization API 1.0, section 10.1.2. */
export const responses: Readonly<Record<string, Response>> = {
  BadRequest: refusal('The request can not be understood; the message says why.'),
  Unauthorized: refusal('It is not known who asks.', { 'WWW-Authenticate': part('headers', 'Challenge') }),
  Forbidden: refusal('Whoever asks may not ask for this.'),
  Timeout: refusal('The request took too long to arrive.'),
  Conflict: refusal('The revision that is asked for is of another epoch.'),
  TooLarge: refusal('The body is too long, or asks for too much at once.'),
  HeadersTooLarge: refusal('The header fields are too long.'),
  InternalError: refusal('Something went wrong; the log says what.'),
  Unavailable: refusal(
    'Not at present: too much is asked at once, or the revision asked for is not there yet.',
    {
      'Retry-After': part('headers', 'RetryAfter'),
    },
  ),
};

/** How an operation that everybody may ask for may be refused. */
export const openErrors: Readonly<Record<string, Reference>> = {
  400: part('responses', 'BadRequest'),
  408: part('responses', 'Timeout'),
  431: part('responses', 'HeadersTooLarge'),
};

/** How one that asks who asks may be refused. */
export const anyErrors: Readonly<Record<string, Reference>> = {
  ...openErrors,
  401: part('responses', 'Unauthorized'),
  403: part('responses', 'Forbidden'),
  500: part('responses', 'InternalError'),
  503: part('responses', 'Unavailable'),
};

/** How an operation that answers from policy data may be refused. */
export const dataErrors: Readonly<Record<string, Reference>> = {
  ...anyErrors,
  409: part('responses', 'Conflict'),
  413: part('responses', 'TooLarge'),
};
