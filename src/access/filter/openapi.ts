import type { Paths, Schema } from '../../openapi/description.ts';
import { COLLATIONS, MAPPED_TYPES } from '../../policy/sql/columns.ts';
import { DIALECTS } from '../../policy/sql/dialect.ts';
import { dataErrors, dataRequest, jsonRequest, jsonResponse } from '../openapi/operations.ts';
import { reference } from '../openapi/schemas.ts';

const text: Schema = { type: 'string', minLength: 1 };
const names: Schema = { type: 'array', minItems: 1, items: { type: 'string' } };
const column: Schema = {
  anyOf: [
    text,
    {
      type: 'object',
      required: ['column'],
      properties: {
        column: { anyOf: [text, names] },
        type: { enum: MAPPED_TYPES },
        json: names,
        nullable: { type: 'boolean' },
        collation: { enum: COLLATIONS },
      },
    },
  ],
};
const question: Schema = {
  type: 'object',
  required: ['subject', 'action', 'resource'],
  properties: {
    subject: reference('Subject'),
    action: reference('Action'),
    resource: { type: 'object', required: ['type'], properties: { type: text, properties: false } },
    context: reference('Context'),
    options: {
      type: 'object',
      properties: {
        dialect: { enum: [...DIALECTS] },
        mapping: { type: 'object', additionalProperties: column },
        fields: {
          type: 'object',
          additionalProperties: { enum: ['string', 'number', 'boolean', 'array', 'any'] },
        },
        at_least_revision: { type: 'string' },
      },
    },
  },
};
const sql: Schema = {
  type: 'object',
  required: ['text', 'values'],
  properties: { text: { type: 'string' }, values: { type: 'array' } },
};
const condition: Schema = {
  type: 'object',
  description: 'A UCAST condition over the fields below input.resource.',
  required: ['type', 'operator', 'value'],
  properties: {
    type: { enum: ['field', 'compound'] },
    operator: { type: 'string' },
    field: { type: 'string' },
  },
};
const answer: Schema = {
  type: 'object',
  required: ['kind', 'masks'],
  properties: {
    kind: { enum: ['always', 'never', 'conditional'] },
    condition,
    sql,
    masks: {
      type: 'object',
      additionalProperties: {
        type: 'object',
        required: ['visible'],
        properties: { visible: { enum: ['always', 'never', 'conditional'] }, condition, sql },
      },
    },
    revision: { type: 'string' },
    policy_revision: { type: 'string' },
  },
};
const example = {
  subject: { type: 'user', id: 'alice' },
  action: { name: 'assets.view' },
  resource: { type: 'asset' },
  options: { dialect: 'postgresql', mapping: { 'properties.team': 'assets.team_id' } },
};

/** The routes of this folder. */
export const paths: Paths = {
  '/access/v1/filter': {
    post: {
      operationId: 'filter',
      tags: ['Filters'],
      summary: 'Which rows may this subject see?',
      parameters: dataRequest,
      requestBody: jsonRequest(question, { question: { value: example } }),
      responses: {
        200: jsonResponse('All rows, none, or those of which a condition holds.', answer, { fromData: true }),
        ...dataErrors,
      },
    },
  },
};
