import type { Group } from './words.ts';

export const invitations: Group = {
  tag: 'Invitations',
  description: 'How people get in: by a link in a mail, which can be used once, and for a while.',
  operations: {
    'GET /invitations': { id: 'listInvitations', summary: 'List invitations' },
    'GET /invitations/{id}': { id: 'getInvitation', summary: 'Read an invitation' },
    'POST /invitations': {
      id: 'createInvitation',
      summary: 'Invite somebody by mail',
      example: {
        email: 'anna@example.com',
        name: 'Anna Schmidt',
        role: 'viewer',
        organization: 'north',
        language: 'de',
      },
    },
    'POST /invitations/{id}/resend': {
      id: 'resendInvitation',
      summary: 'Send a new link, which replaces the one before',
    },
    'POST /invitations/{id}/revoke': { id: 'revokeInvitation', summary: 'Withdraw an invitation' },
  },
};

export const links: Group = {
  tag: 'Links in mails',
  description: 'What the pages behind links in mails send. A link is used up by POST alone.',
  who: 'anybody',
  operations: {
    'POST /invitations/look-up': {
      id: 'lookUpInvitation',
      summary: 'Read whom a link invites, without using it up',
      example: { token: 'q3bYx0Zr7m3nq0cTfGqk9p0QWm0cVd8yq0x3s3v1l2E' },
      fails: [404, 410],
      headers: [],
    },
    'POST /invitations/accept': {
      id: 'acceptInvitation',
      summary: 'Accept an invitation with a password of one’s own',
      example: { token: 'q3bYx0Zr7m3nq0cTfGqk9p0QWm0cVd8yq0x3s3v1l2E', password: 'plum orchard at dusk' },
      fails: [401, 404, 410],
    },
    'POST /password-resets': {
      id: 'requestPasswordReset',
      summary: 'Ask for a link to a new password',
      description: 'The answer is the same whether or not anybody has the address.',
      example: { email: 'anna@example.com' },
      headers: [],
    },
    'POST /password-resets/complete': {
      id: 'completePasswordReset',
      summary: 'Choose a new password by a link, which unlocks and ends every session',
      example: { token: 'q3bYx0Zr7m3nq0cTfGqk9p0QWm0cVd8yq0x3s3v1l2E', password: 'plum orchard at dusk' },
      fails: [401, 404, 410],
      headers: ['Postern-Revision', 'Set-Cookie'],
    },
  },
};
