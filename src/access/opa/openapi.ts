import type { Operation, Parameter, Paths, Reference, Response, Schema } from '../../openapi/description.ts';
import { anyRequest, dataErrors, dataRequest, jsonResponse } from '../openapi/operations.ts';
import { compilePaths } from './compile/openapi.ts';

const anything: Schema = {};
const flag = (name: string, description: string): Parameter => ({
  name,
  in: 'query',
  description,
  allowEmptyValue: true,
  schema: { enum: ['', 'true', 'false'] },
});

const pretty = flag('pretty', 'An answer that is easy to read.');
const path: Parameter = {
  name: 'path',
  in: 'path',
  required: true,
  description:
    'A rule that is an entrypoint of the policy bundle, such as `authz/decision`, or what lies below it.',
  schema: { type: 'string', minLength: 1 },
};
const asked: readonly (Parameter | Reference)[] = [
  ...dataRequest,
  pretty,
  flag('metrics', 'How long it took.'),
  flag('instrument', 'The same: a compiled policy has nothing more to tell.'),
  flag('provenance', 'Which policy and which data decided.'),
  {
    name: 'explain',
    in: 'query',
    description:
      'What became of the rules: all of them, or those that did not hold. Needs the authority explain.',
    schema: { enum: ['off', 'notes', 'fails', 'full', 'debug'] },
  },
];

const error: Schema = {
  type: 'object',
  required: ['code', 'message'],
  properties: {
    code: { type: 'string' },
    message: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['code', 'message'],
        properties: { code: { type: 'string' }, message: { type: 'string' } },
      },
    },
  },
};

const failed = (description: string): Response => jsonResponse(description, error, { fromData: true });

/** As for other operations, in OPA's form. What is sent before the path is known has the form of the others. */
const errors: Readonly<Record<string, Response | Reference>> = {
  ...dataErrors,
  400: failed('The request can not be understood, or asks for what is not served.'),
  401: failed('It is not known who asks.'),
  403: failed('Whoever asks may not ask for this.'),
  409: failed('The revision that is asked for is of another epoch.'),
  413: failed('The body is too long.'),
  500: failed('The policy could not be evaluated: there is no result.'),
  503: failed('Not at present: too much is asked at once, or the revision asked for is not there yet.'),
};
const missing = failed('The document is undefined.');

const document: Schema = {
  type: 'object',
  properties: {
    result: { description: 'Absent where the document is undefined.' },
    decision_id: {
      type: 'string',
      format: 'uuid',
      description: 'As in the decision log, where there is one.',
    },
    metrics: { type: 'object', additionalProperties: { type: 'integer' } },
    provenance: {
      type: 'object',
      required: ['version', 'bundles'],
      properties: { version: { type: 'string' }, bundles: { type: 'object' } },
    },
    explanation: {
      type: 'array',
      description: 'An event for each definition of a rule that was evaluated; lines of text with `pretty`.',
    },
    warning: {
      type: 'object',
      required: ['code', 'message'],
      properties: { code: { type: 'string' }, message: { type: 'string' } },
    },
  },
};

function body(schema: Schema, example: unknown): NonNullable<Operation['requestBody']> {
  const media = { schema, examples: { question: { value: example } } };
  return { required: false, content: { 'application/json': media, 'application/yaml': { schema } } };
}

const v1 = {
  tags: ['OPA'],
  responses: { 200: jsonResponse('The document.', document, { fromData: true }), ...errors },
};
const v0 = {
  tags: ['OPA'],
  parameters: [...dataRequest, pretty],
  responses: { 200: jsonResponse('The document.', anything, { fromData: true }), ...errors, 404: missing },
};
const input = body(
  { type: 'object', properties: { input: anything } },
  { input: { subject: { type: 'user', id: 'alice' }, action: { name: 'assets.view' } } },
);

const status = {
  tags: ['OPA'],
  parameters: [...anyRequest, pretty],
  responses: {
    200: jsonResponse('It.', {
      type: 'object',
      required: ['result'],
      properties: { result: { type: 'object' } },
    }),
    ...errors,
  },
};

/** The data API for all documents, or for those below a path. */
function dataPaths(below: string, where: readonly Parameter[]): Paths {
  const what = below === '' ? 'Documents' : 'Document';
  return {
    [`/v1/data${below}`]: {
      get: {
        ...v1,
        operationId: `get${what}`,
        summary: 'A document of the policy',
        parameters: [
          ...where,
          ...asked,
          { name: 'input', in: 'query', description: 'The input, as JSON.', schema: { type: 'string' } },
        ],
      },
      post: {
        ...v1,
        operationId: `evaluate${what}`,
        summary: 'A document of the policy for an input',
        parameters: [...where, ...asked],
        requestBody: input,
      },
    },
    [`/v0/data${below}`]: {
      post: {
        ...v0,
        operationId: `evaluateRaw${what}`,
        summary: 'The same, with the input as the body and the document as the answer',
        parameters: [...where, ...v0.parameters],
        requestBody: body(anything, { user: 'alice' }),
      },
    },
  };
}

/** The routes of this folder. Source: OPA's REST API. */
export const paths: Paths = {
  ...dataPaths('', []),
  ...dataPaths('/{path}', [path]),
  ...compilePaths(path, errors),
  '/': {
    post: {
      ...v0,
      operationId: 'defaultDocument',
      summary: 'The same for the rule that decides',
      requestBody: body(anything, { user: 'alice' }),
    },
  },
  '/v1/status': {
    get: {
      ...status,
      operationId: 'status',
      summary: 'How policy, data and decision log are doing',
    },
  },
  '/v1/config': {
    get: {
      ...status,
      operationId: 'config',
      summary: 'The labels of this process and the rule that decides',
    },
  },
};
