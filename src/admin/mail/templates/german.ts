import { momentInWords, type Templates } from './template.ts';

export const german: Templates = {
  invitation: ({ name, inviter, expires }) => ({
    subject: 'Sie sind eingeladen',
    greeting: `Guten Tag ${name},`,
    paragraphs: [`${inviter} lädt Sie ein. Wählen Sie ein Passwort, um zu beginnen.`],
    action: 'Einladung annehmen',
    closing: [
      `Der Link gilt bis ${momentInWords(expires, 'de')}.`,
      'Wenn Sie nicht wissen, worum es geht, beachten Sie diese Mail nicht: Es geschieht nichts.',
    ],
  }),
  'password-reset': ({ name, expires }) => ({
    subject: 'Neues Passwort wählen',
    greeting: `Guten Tag ${name},`,
    paragraphs: ['Für Ihr Konto wurde ein neues Passwort angefordert.'],
    action: 'Neues Passwort wählen',
    closing: [
      `Der Link gilt einmal, bis ${momentInWords(expires, 'de')}.`,
      'Wenn Sie das nicht waren, beachten Sie diese Mail nicht: Ihr Passwort bleibt, wie es ist.',
    ],
  }),
  'password-changed': ({ name }) => ({
    subject: 'Ihr Passwort wurde geändert',
    greeting: `Guten Tag ${name},`,
    paragraphs: ['Das Passwort Ihres Kontos wurde geändert; alle Anmeldungen damit sind beendet.'],
    closing: ['Wenn Sie das nicht waren, melden Sie sich sofort bei Ihrer Administration.'],
  }),
};
