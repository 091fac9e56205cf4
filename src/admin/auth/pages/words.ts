import type { Language } from '../../mail/language.ts';
import type { PageWords } from './link-page.ts';

const english = {
  password: 'Password, at least 12 characters',
  repeated: 'The same again',
  unequal: 'The two are not the same.',
};

const german = {
  password: 'Passwort, mindestens 12 Zeichen',
  repeated: 'Noch einmal dasselbe',
  unequal: 'Die beiden sind nicht gleich.',
};

/** What stands on each page, in each language. */
export const pageWords: Readonly<
  Record<'accept-invitation' | 'reset-password', Readonly<Record<Language, PageWords>>>
> = {
  'accept-invitation': {
    en: { ...english, title: 'Accept the invitation', button: 'Accept', done: 'Done. You can sign in now.' },
    de: {
      ...german,
      title: 'Einladung annehmen',
      button: 'Annehmen',
      done: 'Fertig. Sie können sich jetzt anmelden.',
    },
  },
  'reset-password': {
    en: {
      ...english,
      title: 'Choose a new password',
      button: 'Save',
      done: 'Done. You can sign in with it now.',
    },
    de: {
      ...german,
      title: 'Neues Passwort wählen',
      button: 'Speichern',
      done: 'Fertig. Sie können sich jetzt damit anmelden.',
    },
  },
};
