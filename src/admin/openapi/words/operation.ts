import type { Group } from './words.ts';

/** What lies beside `/admin/v1`. */
export const operation: Group = {
  tag: 'Operation',
  description: 'How this process is doing, what it serves, and the pages that links in mails lead to.',
  who: 'anybody',
  operations: {
    'GET /health': { id: 'health', summary: 'Whether the database answers', headers: [] },
    'GET /admin/openapi.json': { id: 'description', summary: 'This description', headers: [] },
    'GET /admin/docs': {
      id: 'documentation',
      summary: 'This description as a page',
      answers: ['text/html'],
      headers: [],
    },
    'GET /accept-invitation': {
      id: 'acceptInvitationPage',
      summary: 'The page on which the invited choose a password',
      answers: ['text/html'],
      headers: [],
    },
    'GET /reset-password': {
      id: 'resetPasswordPage',
      summary: 'The page on which a new password is chosen',
      answers: ['text/html'],
      headers: [],
    },
  },
};
