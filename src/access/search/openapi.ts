import type { Operation, Paths, Schema } from '../../openapi/description.ts';
import { dataErrors, dataRequest, jsonRequest, jsonResponse } from '../openapi/operations.ts';
import { reference } from '../openapi/schemas.ts';
import type { SearchKind } from './search-request.ts';

const page: Schema = {
  type: 'object',
  properties: {
    token: { type: 'string', description: 'The `next_token` of the page before; all else stays the same.' },
    limit: { type: 'integer', minimum: 0, description: 'How many results there may be.' },
    properties: { type: 'object' },
  },
};
/** The entity that is searched for: its id is ignored. */
const searched: Schema = {
  type: 'object',
  required: ['type'],
  properties: { type: { type: 'string', minLength: 1 }, properties: { type: 'object' } },
};
const context: Schema = {
  type: 'object',
  properties: {
    revision: reference('Revision'),
    policy_revision: reference('PolicyRevision'),
    revision_until: {
      ...reference('Revision'),
      description: 'Where the data went on meanwhile: the revision then.',
    },
    failed: {
      type: 'object',
      description: 'About so many the policy could not decide; they are not among the results.',
      required: ['count', 'message'],
      properties: { count: { type: 'integer', minimum: 1 }, message: { type: 'string' } },
    },
  },
};

function results(found: Schema): Schema {
  return {
    type: 'object',
    required: ['page', 'context', 'results'],
    properties: {
      page: {
        type: 'object',
        required: ['next_token', 'count'],
        properties: {
          next_token: { type: 'string', description: 'Empty on the last page.' },
          count: { type: 'integer', minimum: 0 },
        },
      },
      context,
      results: { type: 'array', items: found },
    },
  };
}

const found = (members: readonly string[]): Schema => ({
  type: 'object',
  required: members,
  properties: Object.fromEntries(members.map((member) => [member, { type: 'string' }])),
});

interface Search {
  readonly summary: string;
  readonly request: Readonly<Record<string, Schema>>;
  readonly found: Schema;
  readonly example: object;
}

const alice = { type: 'user', id: 'alice' };
const asset = { type: 'asset', id: 'a1', properties: { team: 'network' } };
const action = { name: 'assets.view' };

const searches: Readonly<Record<SearchKind, Search>> = {
  subject: {
    summary: 'Who may do this to that?',
    request: { subject: searched, action: reference('Action'), resource: reference('Resource') },
    found: found(['type', 'id']),
    example: { subject: { type: 'user' }, action, resource: asset, page: { limit: 10 } },
  },
  resource: {
    summary: 'To what may this subject do this?',
    request: { subject: reference('Subject'), action: reference('Action'), resource: searched },
    found: found(['type', 'id']),
    example: { subject: alice, action, resource: { type: 'asset' }, page: { limit: 10 } },
  },
  action: {
    summary: 'What may this subject do to that?',
    request: { subject: reference('Subject'), resource: reference('Resource') },
    found: found(['name']),
    example: { subject: alice, resource: asset },
  },
};

function operation(kind: SearchKind): Operation {
  const { summary, request, found: each, example } = searches[kind];
  const body: Schema = {
    type: 'object',
    required: Object.keys(request),
    properties: { ...request, context: reference('Context'), page },
  };
  return {
    operationId: `search_${kind}`,
    tags: ['AuthZEN'],
    summary,
    parameters: dataRequest,
    requestBody: jsonRequest(body, { question: { value: example } }),
    responses: { 200: jsonResponse('A page of them.', results(each), { fromData: true }), ...dataErrors },
  };
}

/** The routes of this folder. */
export const paths: Paths = {
  '/access/v1/search/subject': { post: operation('subject') },
  '/access/v1/search/resource': { post: operation('resource') },
  '/access/v1/search/action': { post: operation('action') },
};
