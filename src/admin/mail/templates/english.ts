import { momentInWords, type Templates } from './template.ts';

export const english: Templates = {
  invitation: ({ name, inviter, expires }) => ({
    subject: 'You are invited',
    greeting: `Hello ${name},`,
    paragraphs: [`${inviter} invites you. Choose a password to begin.`],
    action: 'Accept the invitation',
    closing: [
      `The link can be used until ${momentInWords(expires, 'en')}.`,
      'If you do not know what this is about, ignore this mail: nothing happens.',
    ],
  }),
  'password-reset': ({ name, expires }) => ({
    subject: 'Choose a new password',
    greeting: `Hello ${name},`,
    paragraphs: ['A new password was asked for your account.'],
    action: 'Choose a new password',
    closing: [
      `The link can be used once, until ${momentInWords(expires, 'en')}.`,
      'If it was not you who asked, ignore this mail: your password stays as it is.',
    ],
  }),
  'password-changed': ({ name }) => ({
    subject: 'Your password was changed',
    greeting: `Hello ${name},`,
    paragraphs: [
      'The password of your account was changed, and everything signed in with it was signed out.',
    ],
    closing: ['If it was not you, tell your administrator at once.'],
  }),
};
