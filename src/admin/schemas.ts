import { type TProperties, type TSchema, Type } from 'typebox';

/** Schemas that several nouns share. */

export const id = Type.String({
  minLength: 1,
  maxLength: 200,
  description: 'Chosen at creation, or a UUIDv7.',
  examples: ['anna'],
});
export const uuid = Type.String({
  pattern: '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$',
  examples: ['0195e2b4-6f7a-7cc1-8d3e-2f9a4b5c6d7e'],
});
export const name = Type.String({ minLength: 1, maxLength: 200, pattern: '\\S', examples: ['Anna Schmidt'] });
export const description = Type.String({ maxLength: 2000 });
export const reason = Type.String({ maxLength: 500, description: 'Why, for whoever asks later.' });
export const email = Type.String({
  maxLength: 254,
  pattern: '^[^\\s@]+@[^\\s@]+$',
  examples: ['anna@example.com'],
});
export const scope = Type.Enum(['all', 'organization', 'team', 'own']);
export const moment = Type.String({ format: 'date-time', maxLength: 40, examples: ['2030-01-31T12:00:00Z'] });
export const written = Type.String({
  maxLength: 200,
  pattern: '^(\\*|[a-z0-9_]+(\\.[a-z0-9_]+)*(\\.\\*)?)$',
  description: 'A permission, a feature, a prefix such as `assets.*`, or `*`.',
  examples: ['assets.view'],
});

export function nullable<T extends TSchema>(schema: T) {
  return Type.Union([schema, Type.Null()]);
}

/** An object without further members. */
export function closed<T extends TProperties>(properties: T) {
  return Type.Object(properties, { additionalProperties: false });
}

export const idParams = closed({ id });
export const noContent = Type.Null({ description: 'Done.' });

/** What every single thing has besides its own. */
export const kept = { version: Type.Integer(), created_at: moment, updated_at: moment };
