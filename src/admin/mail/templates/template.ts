import type { Language } from '../language.ts';

/** What a mail says, before it is laid out as text and as HTML. */
export interface MailText {
  readonly subject: string;
  readonly greeting: string;
  readonly paragraphs: readonly string[];
  /** What its link is called. */
  readonly action?: string;
  /** Said below the link. */
  readonly closing: readonly string[];
}

/** What each kind of mail is told. Moments are in `expires`; a name may be any text. */
export interface MailFacts {
  invitation: { name: string; inviter: string; expires: Date };
  'password-reset': { name: string; expires: Date };
  'password-changed': { name: string };
}

export type TemplateName = keyof MailFacts;

/** The words of one language for every kind of mail. */
export type Templates = { readonly [Name in TemplateName]: (facts: MailFacts[Name]) => MailText };

/** A moment in words, in UTC, so that it is right wherever it is read. */
export function momentInWords(moment: Date, language: Language): string {
  const locale = { en: 'en-GB', de: 'de-DE' }[language];
  const format = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });
  return `${format.format(moment)} UTC`;
}
