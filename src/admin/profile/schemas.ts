import { type Static, Type } from 'typebox';
import { language } from '../mail/language.ts';
import { closed, id, name, nullable } from '../schemas.ts';

/** As people write it, in any country's form. Source: E.164 for the number of digits. */
export const phone = Type.String({
  maxLength: 40,
  pattern: '^\\+?[ ()./-]*(?:\\d[ ()./-]*){3,15}$',
  examples: ['+49 30 123456'],
  description: 'Up to 15 digits, with spaces, brackets, dots and dashes as they are usual.',
});

export const profile = closed({
  id,
  name,
  email: nullable(Type.String()),
  phone: nullable(Type.String()),
  language,
  image: nullable(closed({ media_type: Type.String(), bytes: Type.Integer(), sha256: Type.String() })),
  version: Type.Integer(),
});
export type Profile = Static<typeof profile>;

export const profileChange = closed({
  name: Type.Optional(name),
  phone: Type.Optional(nullable(phone)),
  language: Type.Optional(language),
});
export type ProfileChange = Static<typeof profileChange>;
