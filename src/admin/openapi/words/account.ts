import type { Group } from './words.ts';

const password = { password: 'plum orchard at dusk' };

export const signingIn: Group = {
  tag: 'Signing in',
  description: 'With an address, a password and, where there is one, a second factor.',
  who: 'anybody',
  operations: {
    'POST /sign-in': {
      id: 'signIn',
      summary: 'Begin a session',
      description:
        'The session lies in a cookie. Every change that is asked for with it also carries `csrf_token` in `X-CSRF-Token`.',
      example: { email: 'anna@example.com', ...password, code: '492039' },
      fails: [401],
      headers: ['Postern-Revision', 'Set-Cookie'],
    },
  },
};

export const whoAmI: Group = {
  tag: 'Who am I',
  description: 'What whoever asks may do, by a token or signed in. It takes no permission.',
  operations: {
    'GET /me/rights': {
      id: 'getMyRights',
      summary:
        'Read who I am and what I may do, with where each permission comes from and how far it reaches',
      headers: [],
    },
  },
};

export const account: Group = {
  tag: 'My account',
  description: 'What people who signed in do with their own account. It takes no permission, and no token.',
  who: 'session',
  operations: {
    'GET /session': { id: 'getSession', summary: 'Read the session, with its CSRF token', headers: [] },
    'DELETE /session': {
      id: 'signOut',
      summary: 'Sign out',
      match: 'none',
      headers: ['Postern-Revision', 'Set-Cookie'],
    },
    'GET /me': { id: 'getProfile', summary: 'Read my profile', headers: ['ETag'] },
    'PATCH /me': {
      id: 'changeProfile',
      summary: 'Change my name, phone number or language',
      example: { name: 'Anna Schmidt', phone: '+49 30 1234567', language: 'de' },
      headers: ['ETag', 'Postern-Revision'],
    },
    'GET /me/image': {
      id: 'getImage',
      summary: 'Read my picture',
      answers: ['image/png', 'image/jpeg', 'image/webp'],
      headers: ['ETag'],
      notModified: true,
      fails: [404],
    },
    'PUT /me/image': {
      id: 'setImage',
      summary: 'Set my picture',
      description: 'Up to 1 MiB. What it is is told by its content, whatever its type is said to be.',
      takes: ['image/png', 'image/jpeg', 'image/webp'],
      headers: ['ETag', 'Postern-Revision'],
    },
    'DELETE /me/image': {
      id: 'deleteImage',
      summary: 'Remove my picture',
      headers: ['ETag', 'Postern-Revision'],
    },
    'POST /me/password': {
      id: 'changePassword',
      summary: 'Change my password, which ends my other sessions',
      example: {
        current: 'plum orchard at dusk',
        new: 'a kettle for seven moons',
        repeated: 'a kettle for seven moons',
      },
      fails: [429],
      headers: ['Postern-Revision', 'Set-Cookie', 'X-CSRF-Token'],
    },
    'GET /me/second-factor': {
      id: 'getSecondFactor',
      summary: 'Read whether I have a second factor',
      headers: [],
    },
    'POST /me/second-factor': {
      id: 'beginSecondFactor',
      summary: 'Begin a second factor: its secret, shown this once',
      example: password,
      fails: [429],
      headers: ['Postern-Revision'],
    },
    'POST /me/second-factor/confirm': {
      id: 'confirmSecondFactor',
      summary: 'Put the second factor in force by its first code',
      example: { code: '492039' },
    },
    'POST /me/second-factor/recovery-codes': {
      id: 'replaceRecoveryCodes',
      summary: 'Replace my recovery codes',
      example: password,
      fails: [429],
    },
    'POST /me/second-factor/end': {
      id: 'endSecondFactor',
      summary: 'End my second factor',
      example: password,
      fails: [429],
    },
    'GET /me/sessions': { id: 'listSessions', summary: 'List where I am signed in', headers: [] },
    'DELETE /me/sessions': {
      id: 'endSessions',
      summary: 'Sign out everywhere',
      match: 'none',
      headers: ['Postern-Revision', 'Set-Cookie'],
    },
    'DELETE /me/sessions/{id}': { id: 'endSession', summary: 'End one of my sessions', match: 'none' },
  },
};
