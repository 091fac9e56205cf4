import { Type } from 'typebox';

export const LANGUAGES = ['en', 'de'] as const;
export type Language = (typeof LANGUAGES)[number];

export const language = Type.Enum([...LANGUAGES], { description: 'The language of mail.' });

/** The language of a text from the database; English where it is none of ours. */
export function languageOf(text: string): Language {
  return LANGUAGES.find((known) => known === text) ?? 'en';
}
