import { escapeHtml, oneLine } from '../html.ts';
import type { Language } from '../language.ts';
import { english } from './english.ts';
import { german } from './german.ts';
import type { MailFacts, MailText, TemplateName, Templates } from './template.ts';

const TEMPLATES: Readonly<Record<Language, Templates>> = { en: english, de: german };

/** A mail as it is sent. */
export interface RenderedMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/**
 * Writes a mail in a language, as text and as HTML. Everything told is text: it is escaped, and kept on one line. `link`
 * is where its action leads.
 */
export function renderMail<Name extends TemplateName>(
  template: Name,
  language: Language,
  facts: MailFacts[Name],
  link?: string,
): RenderedMail {
  const lines = Object.entries(facts).map(([key, value]) => [
    key,
    typeof value === 'string' ? oneLine(value) : value,
  ]);
  const mail = TEMPLATES[language][template](Object.fromEntries(lines) as MailFacts[Name]);
  return { subject: oneLine(mail.subject), text: asText(mail, link), html: asHtml(mail, language, link) };
}

function asText({ greeting, paragraphs, action, closing }: MailText, link: string | undefined): string {
  const linked = link === undefined ? [] : [`${action ?? ''}:\n${link}`];
  return `${[greeting, ...paragraphs, ...linked, ...closing].join('\n\n')}\n`;
}

function asHtml(mail: MailText, language: Language, link: string | undefined): string {
  const paragraph = (text: string) => `<p>${escapeHtml(text)}</p>`;
  const linked =
    link === undefined
      ? []
      : [`<p><a href="${escapeHtml(link)}">${escapeHtml(mail.action ?? link)}</a></p>`, paragraph(link)];
  return [
    '<!doctype html>',
    `<html lang="${language}"><head><meta charset="utf-8"><title>${escapeHtml(mail.subject)}</title></head><body>`,
    ...[mail.greeting, ...mail.paragraphs].map(paragraph),
    ...linked,
    ...mail.closing.map(paragraph),
    '</body></html>',
    '',
  ].join('\n');
}
