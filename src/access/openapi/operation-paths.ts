import type { Operation, Paths } from './description.ts';
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

function healthOperation(operationId: string, summary: string): Operation {
  return {
    ...open,
    operationId,
    summary,
    responses: {
      200: jsonResponse('A policy and policy data are active.', health),
      ...openErrors,
      503: jsonResponse('There is no policy or no policy data yet, or the data is too old.', health),
    },
  };
}

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
  '/health': { get: healthOperation('health', 'Whether decisions are more than refusals') },
  '/health/ready': {
    get: healthOperation('ready', 'Whether decisions are more than refusals, and the data is fresh enough'),
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
        }),
        ...openErrors,
      },
    },
  },
};
