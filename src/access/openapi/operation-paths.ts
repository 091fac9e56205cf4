import type { Operation, Parameter, Paths } from '../../openapi/description.ts';
import { anyErrors, anyRequest, jsonResponse, openErrors } from './operations.ts';
import { reference } from './schemas.ts';

const open = { tags: ['Operation'], parameters: anyRequest, security: [] } as const;

const health = {
  type: 'object',
  required: ['status', 'revision', 'policy_revision'],
  properties: {
    status: { enum: ['starting', 'ready', 'stale'] },
    revision: { anyOf: [reference('Revision'), { type: 'null' }] },
    policy_revision: { anyOf: [reference('PolicyRevision'), { type: 'null' }] },
    data_age_seconds: { type: 'number', minimum: 0 },
  },
} as const;

const healthResponses = {
  200: jsonResponse('A policy and policy data are active.', health),
  ...openErrors,
  503: jsonResponse('There is no policy or no policy data yet, or the data is too old.', health),
};

const flag = (name: string, description: string): Parameter => ({
  name,
  in: 'query',
  description,
  allowEmptyValue: true,
  schema: { type: 'string' },
});

/** Source of the parameters: OPA's REST API, "Health API". */
const healthAsOpa: Operation = {
  ...open,
  operationId: 'health',
  summary: 'Whether decisions are more than refusals',
  parameters: [
    ...anyRequest,
    flag('bundles', 'Answer as OPA does: whether policy and data are active.'),
    flag('plugins', 'Answer as OPA does: whether every part is well.'),
    flag('exclude-plugin', 'A part that does not matter.'),
  ],
  responses: {
    ...healthResponses,
    200: jsonResponse('A policy and policy data are active.', {
      anyOf: [health, { type: 'object', maxProperties: 0, description: 'To one of the parameters.' }],
    }),
    500: jsonResponse('To one of the parameters: something is not as it should be.', {
      type: 'object',
      required: ['error'],
      properties: { error: { type: 'string' } },
    }),
  },
};

/** Health, metrics and this description. */
export const operationPaths: Paths = {
  '/health/live': {
    get: {
      ...open,
      operationId: 'live',
      summary: 'Whether the process serves',
      responses: {
        200: jsonResponse('It does.', {
          type: 'object',
          required: ['status'],
          properties: { status: { const: 'live' } },
        }),
        ...openErrors,
      },
    },
  },
  '/health': { get: healthAsOpa },
  '/health/ready': {
    get: {
      ...open,
      operationId: 'ready',
      summary: 'Whether decisions are more than refusals, and the data is fresh enough',
      responses: healthResponses,
    },
  },
  '/metrics': {
    get: {
      tags: ['Operation'],
      parameters: anyRequest,
      operationId: 'metrics',
      summary: "Figures in Prometheus's text format",
      responses: {
        200: {
          description: 'The figures.',
          content: { 'text/plain': { schema: { type: 'string' } } },
        },
        ...anyErrors,
      },
    },
  },
  '/openapi.json': {
    get: {
      ...open,
      operationId: 'description',
      summary: 'This description',
      responses: {
        200: jsonResponse('An OpenAPI document.', {
          type: 'object',
          required: ['openapi', 'info', 'paths'],
          properties: {
            openapi: { type: 'string' },
            info: { type: 'object' },
            paths: { type: 'object' },
          },
        }),
        ...openErrors,
      },
    },
  },
};
