import type { Paths, Schema } from '../../openapi/description.ts';
import {
  anyRequest,
  dataErrors,
  dataRequest,
  jsonRequest,
  jsonResponse,
  openErrors,
} from '../openapi/operations.ts';
import { reference } from '../openapi/schemas.ts';
import { MOST_EVALUATIONS, SEMANTICS } from './evaluations-request.ts';

const members = {
  subject: reference('Subject'),
  action: reference('Action'),
  resource: reference('Resource'),
  context: reference('Context'),
};
const evaluation: Schema = {
  type: 'object',
  required: ['subject', 'action', 'resource'],
  properties: members,
};
const options: Schema = {
  type: 'object',
  properties: {
    evaluations_semantic: { enum: [...SEMANTICS.keys()], default: 'execute_all' },
  },
};
const many: Schema = {
  type: 'object',
  description: 'What stands at the top is the default of every evaluation, whose own members take its place.',
  required: ['evaluations'],
  properties: {
    ...members,
    options,
    evaluations: {
      type: 'array',
      minItems: 1,
      maxItems: MOST_EVALUATIONS,
      items: { type: 'object', properties: members },
    },
  },
};
const one: Schema = {
  ...evaluation,
  description: 'Without evaluations: one evaluation.',
  properties: { ...members, options, evaluations: { type: 'array', maxItems: 0 } },
};
const notDecided: Schema = {
  type: 'object',
  required: ['decision', 'context'],
  properties: {
    decision: { const: false },
    context: { type: 'object', required: ['error'], properties: { error: reference('Error') } },
  },
};

const question = {
  subject: { type: 'user', id: 'alice' },
  action: { name: 'assets.view' },
  resource: { type: 'asset', id: 'a1', properties: { team: 'network' } },
};
const url: Schema = { type: 'string', format: 'uri' };

/** The routes of this folder. */
export const paths: Paths = {
  '/access/v1/evaluation': {
    post: {
      operationId: 'evaluation',
      tags: ['AuthZEN'],
      summary: 'May this subject do this to that?',
      parameters: dataRequest,
      requestBody: jsonRequest(evaluation, { question: { value: question } }),
      responses: {
        200: jsonResponse('The decision. A denial is one.', reference('Decision'), { fromData: true }),
        ...dataErrors,
      },
    },
  },
  '/access/v1/evaluations': {
    post: {
      operationId: 'evaluations',
      tags: ['AuthZEN'],
      summary: 'The same for many, at one revision of the policy data',
      parameters: dataRequest,
      requestBody: jsonRequest(
        { anyOf: [many, one] },
        {
          many: {
            value: {
              subject: question.subject,
              action: question.action,
              options: { evaluations_semantic: 'execute_all' },
              evaluations: [{ resource: question.resource }, { resource: { type: 'asset', id: 'a2' } }],
            },
          },
          one: { value: question },
        },
      ),
      responses: {
        200: jsonResponse(
          'The decisions, in order; what can not be decided is denied, with the error.',
          {
            anyOf: [
              {
                type: 'object',
                required: ['evaluations'],
                properties: {
                  evaluations: { type: 'array', items: { anyOf: [reference('Decision'), notDecided] } },
                },
              },
              reference('Decision'),
            ],
          },
          { fromData: true },
        ),
        ...dataErrors,
      },
    },
  },
  '/.well-known/authzen-configuration': {
    get: {
      operationId: 'metadata',
      tags: ['AuthZEN'],
      summary: 'Where the endpoints are',
      parameters: anyRequest,
      security: [],
      responses: {
        200: jsonResponse('The metadata.', {
          type: 'object',
          required: ['policy_decision_point', 'access_evaluation_endpoint'],
          properties: {
            policy_decision_point: url,
            access_evaluation_endpoint: url,
            access_evaluations_endpoint: url,
            search_subject_endpoint: url,
            search_resource_endpoint: url,
            search_action_endpoint: url,
          },
        }),
        ...openErrors,
        404: jsonResponse('No base URL is configured.', reference('Error')),
      },
    },
  },
};
