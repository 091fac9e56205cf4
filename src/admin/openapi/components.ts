import type { Header, Parameter, Reference, Schema } from '../../openapi/description.ts';
import { CSRF_HEADER, SESSION_COOKIE } from '../auth/sessions/cookie.ts';

const text: Schema = { type: 'string' };
const entityTag: Schema = { type: 'string', pattern: '^"[\\x21\\x23-\\x7e]*"$', examples: ['"7"'] };
const revision: Schema = {
  type: 'string',
  pattern: '^(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*)$',
  examples: ['1.4711'],
};

export const parameters: Readonly<Record<string, Parameter>> = {
  RequestId: {
    name: 'X-Request-ID',
    in: 'header',
    description: 'Comes back with the answer, and stands in the history.',
    schema: { type: 'string', examples: ['request-17'] },
  },
  IfMatch: {
    name: 'If-Match',
    in: 'header',
    description: 'The `ETag` of what was read: nothing is changed where it is at another version by now.',
    required: true,
    schema: { type: 'string', examples: ['"7"'] },
  },
  MaybeIfMatch: {
    name: 'If-Match',
    in: 'header',
    description: 'The `ETag` of what was read, where nothing is to be changed at another version.',
    schema: { type: 'string', examples: ['"7"'] },
  },
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    description:
      'Made up by the client, up to 255 characters, in double quotes or without: sent again with it, the same request ' +
      'gets the same answer, and no second effect. A 409 while the first is not answered, a 422 where the key came ' +
      'with another request. Refusals are not kept.',
    schema: { type: 'string', examples: ['"8e03978e-40d5-43e8-bc93-6894a57f9324"'] },
  },
};

export const headers: Readonly<Record<string, Header>> = {
  RequestId: {
    description: 'That of the request, or one that was made for it.',
    required: true,
    schema: text,
  },
  MaybeRequestId: { description: 'Absent where no request could be read.', schema: text },
  EntityTag: {
    description: 'The version of the thing, or of what it belongs to, for `If-Match`.',
    required: true,
    schema: entityTag,
  },
  MaybeEntityTag: { description: 'The version of what it belonged to.', schema: entityTag },
  Location: {
    description: 'Where the new thing is.',
    required: true,
    schema: { type: 'string', examples: ['/admin/v1/users/anna'] },
  },
  Revision: {
    description: 'From this revision of the policy data on, decisions know the change.',
    required: true,
    schema: revision,
  },
  RetryAfter: {
    description: 'In how many seconds it may be worth asking again.',
    required: true,
    schema: { type: 'string', pattern: '^[0-9]+$' },
  },
  Replayed: {
    description: 'There where the answer is the one that was kept for the `Idempotency-Key`.',
    schema: { type: 'string', enum: ['true'] },
  },
  Challenge: { description: 'How to say who asks.', schema: text },
  SetCookie: { description: 'The session, or its end.', required: true, schema: {} },
  CsrfToken: { description: "The new session's CSRF token.", required: true, schema: text },
};

/** The component that describes each header of an answer. */
export const HEADER_COMPONENTS = {
  ETag: 'EntityTag',
  Location: 'Location',
  'Postern-Revision': 'Revision',
  'Set-Cookie': 'SetCookie',
  'X-CSRF-Token': 'CsrfToken',
} as const;

export const securitySchemes = {
  bearer: {
    type: 'http',
    scheme: 'bearer',
    description: 'An API token, or the one that the first administrator was given.',
  },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: SESSION_COOKIE,
    description: 'The session of somebody who signed in.',
  },
  csrf: {
    type: 'apiKey',
    in: 'header',
    name: CSRF_HEADER,
    description: 'The `csrf_token` of the session, beside its cookie, with every change.',
  },
} as const;

export const parameter = (name: keyof typeof parameters & string): Reference => ({
  $ref: `#/components/parameters/${name}`,
});
export const header = (name: keyof typeof headers & string): Reference => ({
  $ref: `#/components/headers/${name}`,
});
