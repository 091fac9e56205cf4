import type { Schema } from '../../openapi/description.ts';
import { explanationSchema } from '../explain/explanation-schema.ts';

const text: Schema = { type: 'string', minLength: 1 };
const properties: Schema = { type: 'object', description: 'Attributes, of any JSON value.' };

function entity(what: string, required: readonly string[], members: Record<string, Schema>): Schema {
  return { type: 'object', description: what, required, properties: { ...members, properties } };
}

export const reference = (schema: string): Schema => ({ $ref: `#/components/schemas/${schema}` });

/** What several groups of routes name. Entities are AuthZEN's: Authorization API 1.0, section 5. */
export const schemas: Readonly<Record<string, Schema>> = {
  Subject: entity('Who wants to do something.', ['type', 'id'], { type: text, id: text }),
  Resource: entity('What it is to be done to.', ['type', 'id'], { type: text, id: text }),
  Action: entity('What is to be done.', ['name'], { name: text }),
  Context: {
    type: 'object',
    description:
      'The circumstances: attributes, of any JSON value. `explain: true` asks an evaluation for its explanation.',
  },
  Decision: {
    type: 'object',
    required: ['decision', 'context'],
    properties: { decision: { type: 'boolean' }, context: reference('DecisionContext') },
  },
  DecisionContext: {
    type: 'object',
    required: ['reasons', 'masks'],
    properties: {
      reasons: { type: 'array', items: reference('Reason'), description: 'Why not; empty when allowed.' },
      masks: { type: 'array', items: { type: 'string' }, description: 'The fields of the resource to hide.' },
      revision: reference('Revision'),
      policy_revision: reference('PolicyRevision'),
      explanation: reference('Explanation'),
    },
  },
  Explanation: explanationSchema,
  Reason: {
    type: 'object',
    description: 'A code for programs and a sentence for people; the policy may add more.',
    required: ['code', 'message'],
    properties: { code: { type: 'string' }, message: { type: 'string' } },
  },
  Revision: {
    type: 'string',
    pattern: '^(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*)$',
    description: 'Of the policy data: `epoch.number`.',
  },
  PolicyRevision: { type: 'string', description: 'Of the policy bundle.' },
  Error: {
    type: 'object',
    required: ['status', 'message'],
    properties: {
      status: { type: 'integer', minimum: 400, maximum: 599 },
      message: { type: 'string', description: 'What is wrong, and what was expected.' },
    },
  },
};
