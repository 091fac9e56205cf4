import type { Schema } from '../../openapi/description.ts';

const text: Schema = { type: 'string' };
const position = {
  file: text,
  row: { type: 'integer' },
  col: { type: 'integer' },
  source: { type: 'string', description: 'The line of the policy that stands there.' },
} as const;
const at = ['file', 'row', 'col'];
const place: Schema = { type: 'object', required: at, properties: position };

/** What became of the rules of a policy, or why that can't be said. */
export const explanationSchema: Schema = {
  type: 'object',
  properties: {
    entrypoint: text,
    rules: {
      type: 'array',
      items: {
        type: 'object',
        required: ['rule', ...at, 'held'],
        properties: {
          rule: text,
          arguments: { type: 'array', items: text },
          ...position,
          held: { type: 'boolean' },
          stopped_at: { type: 'object', required: at, properties: { ...position, rule: text } },
        },
      },
    },
    because: { type: 'array', items: place },
    truncated: { const: true },
    error: { type: 'string', description: 'Why there is no explanation.' },
  },
};
