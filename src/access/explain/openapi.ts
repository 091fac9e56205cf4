import type { Paths, Schema } from '../../openapi/description.ts';
import { dataErrors, dataRequest, jsonRequest, jsonResponse } from '../openapi/operations.ts';
import { reference } from '../openapi/schemas.ts';

const text: Schema = { type: 'string' };
const question: Schema = {
  type: 'object',
  required: ['subject', 'action', 'resource'],
  properties: {
    subject: reference('Subject'),
    action: reference('Action'),
    resource: reference('Resource'),
    context: reference('Context'),
  },
};
const answer: Schema = {
  type: 'object',
  required: ['sentence', 'decision', 'reasons', 'explanation'],
  properties: {
    sentence: { type: 'string', description: 'The answer for a person, in the words of the policy.' },
    decision: { type: 'boolean' },
    reasons: { type: 'array', items: reference('Reason') },
    explanation: reference('Explanation'),
    revision: text,
    policy_revision: text,
  },
};
const example = {
  subject: { type: 'user', id: 'alice' },
  action: { name: 'assets.view' },
  resource: { type: 'asset', id: 'asset-1' },
};

/** The routes of this folder. */
export const paths: Paths = {
  '/access/v1/why': {
    post: {
      operationId: 'why',
      tags: ['AuthZEN'],
      summary: 'Why may this subject do this to that, or why not?',
      parameters: dataRequest,
      requestBody: jsonRequest(question, { question: { value: example } }),
      responses: {
        200: jsonResponse('The decision and what led to it.', answer, { fromData: true }),
        ...dataErrors,
      },
    },
  },
};
