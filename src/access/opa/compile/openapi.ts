import type { Operation, Parameter, Paths, Schema } from '../../../openapi/description.ts';
import { COLUMN_TYPES } from '../../../policy/conditions/assume-types.ts';
import { dataRequest, jsonResponse } from '../../openapi/operations.ts';
import { MEDIA_TYPES } from './targets.ts';

const question: Schema = {
  type: 'object',
  properties: {
    input: { type: 'object', description: 'What is known.' },
    unknowns: {
      type: 'array',
      items: { type: 'string' },
      description: 'What comes from the rows, such as `input.fruits`; by default what the policy annotates.',
    },
    options: {
      type: 'object',
      properties: {
        targetDialects: { type: 'array', items: { type: 'string' } },
        targetSQLTableMappings: { type: 'object' },
        maskRule: { type: 'string' },
        opaCompat: {
          type: 'boolean',
          description: 'Leave out rows whose columns are NULL where they are compared, as OPA does.',
        },
        columnTypes: {
          type: 'object',
          additionalProperties: { enum: COLUMN_TYPES },
        },
      },
    },
  },
};
const answer: Schema = {
  type: 'object',
  properties: {
    result: {
      type: 'object',
      description: 'Absent where no row is admitted. For several targets, one member each.',
    },
    hints: { type: 'array', items: { type: 'object' } },
    metrics: { type: 'object', additionalProperties: { type: 'integer' } },
  },
};
const example = {
  input: { user: 'alice' },
  unknowns: ['input.fruits'],
  options: { targetSQLTableMappings: { sqlite: { fruits: { $self: 'f', name: 'n' } } } },
};

/** The paths of this folder, with the errors that OPA's routes answer. */
export function compilePaths(path: Parameter, errors: Operation['responses']): Paths {
  return {
    '/v1/compile/{path}': {
      post: {
        operationId: 'compileFilter',
        tags: ['OPA'],
        summary: 'A rule as a filter of rows',
        description: 'The `Accept` names the one target that the filter is for.',
        parameters: [path, ...dataRequest],
        requestBody: {
          required: false,
          content: {
            'application/json': { schema: question, examples: { question: { value: example } } },
            'application/yaml': { schema: question },
          },
        },
        responses: {
          200: {
            ...jsonResponse('The filter.', answer, { fromData: true }),
            content: Object.fromEntries(MEDIA_TYPES.map((type) => [type, { schema: answer }])),
          },
          ...errors,
        },
      },
    },
  };
}
