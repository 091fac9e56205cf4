import type { Group } from './words.ts';

export const resources: Group = {
  tag: 'Resources',
  description: 'What policies are told of the resources that other services keep.',
  operations: {
    'GET /resources': { id: 'listResources', summary: 'List registered resources' },
    'GET /resources/{type}/{id}': { id: 'getResource', summary: 'Read what is registered of a resource' },
    'PUT /resources/{type}/{id}': {
      id: 'putResource',
      summary: 'Register a resource, or replace what is registered of it',
      description: '`If-Match` is demanded where the resource is registered already.',
      example: { organization: 'north', team: 'north-operations', attributes: { stage: 'production' } },
      match: 'optional',
      fails: [428],
      headers: ['ETag', 'Postern-Revision'],
    },
    'DELETE /resources/{type}/{id}': { id: 'deleteResource', summary: 'Forget a resource' },
    'POST /resources/bulk': {
      id: 'changeResources',
      summary: 'Put and delete many resources, all or none',
      example: {
        put: [{ type: 'cluster', id: 'cluster-1', organization: 'north' }],
        delete: [{ type: 'cluster', id: 'cluster-0' }],
      },
      headers: ['Postern-Revision'],
    },
  },
};

export const history: Group = {
  tag: 'History',
  description: 'Who did what to what, when, from where, with what was there before and after.',
  operations: {
    'GET /audit-events': { id: 'listAuditEvents', summary: 'List what happened, the latest first' },
  },
};

export const tokens: Group = {
  tag: 'API tokens',
  description: 'For programs: each is good for part of what its user may do, and ends.',
  operations: {
    'GET /api-tokens': { id: 'listApiTokens', summary: 'List tokens' },
    'POST /api-tokens': {
      id: 'createApiToken',
      summary: 'Create a token, which is shown this once',
      description: '`not_after` lies at most 366 days ahead.',
      example: { name: 'nightly report', permissions: ['assets.view'], not_after: '2030-01-31T12:00:00Z' },
    },
    'GET /api-tokens/{id}': {
      id: 'getApiToken',
      summary: 'Read what a token is good for, and when it was used',
    },
    'DELETE /api-tokens/{id}': { id: 'deleteApiToken', summary: 'Revoke a token at once' },
  },
};
