import { type Static, Type } from 'typebox';
import { closed } from '../schemas.ts';

/** The schemas of problem documents (RFC 9457), as `http/problem.ts` writes them. */
export const fieldError = closed({
  field: Type.String({ description: 'Written with dots.', examples: ['assignments.0.role'] }),
  pointer: Type.Optional(
    Type.String({ description: 'JSON Pointer into the body.', examples: ['#/assignments/0/role'] }),
  ),
  message: Type.String({ examples: ['names no role that exists'] }),
});

export const reason = Type.Object(
  {
    code: Type.String({ examples: ['out_of_scope'] }),
    message: Type.String({ examples: ['users.manage is held for the own organizations only'] }),
  },
  { description: 'Why the policy refused; the policy may add more.' },
);

export const problem = Type.Object(
  {
    type: Type.String({
      pattern: '^urn:postern:problem:[a-z-]+$',
      description: 'The last part is a code for programs.',
      examples: ['urn:postern:problem:permission-required'],
    }),
    title: Type.String(),
    status: Type.Integer({ minimum: 400, maximum: 599 }),
    detail: Type.String({ description: 'What is wrong, and what was expected.' }),
    request_id: Type.Optional(Type.String({ description: 'That of X-Request-ID.' })),
    errors: Type.Optional(Type.Array(fieldError)),
    operation: Type.Optional(Type.String({ description: 'The management operation that was refused.' })),
    permission: Type.Optional(Type.String({ description: 'The permission that is missing.' })),
    feature: Type.Optional(Type.String({ description: 'The feature it belongs to.' })),
    reasons: Type.Optional(Type.Array(reason)),
  },
  { description: 'An answer other than success, after RFC 9457. Further members say more.' },
);
export type ProblemDocument = Static<typeof problem>;
