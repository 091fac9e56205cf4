import type { Group } from './words.ts';

export const people: Group = {
  tag: 'Users',
  description: 'People and machines: who they are, and whether they may do anything at all.',
  operations: {
    'GET /users': { id: 'listUsers', summary: 'List users' },
    'POST /users': {
      id: 'createUser',
      summary: 'Create a user',
      description:
        'A person needs an address, and gets a password by a link; a machine (`service`) works by tokens. People ' +
        'are usually invited instead.',
      example: {
        id: 'anna',
        name: 'Anna Schmidt',
        email: 'anna@example.com',
        organizations: ['north'],
        assignments: [{ role: 'viewer', organization: 'north' }],
      },
    },
    'GET /users/{id}': { id: 'getUser', summary: 'Read a user with roles, direct permissions and denials' },
    'PATCH /users/{id}': {
      id: 'changeUser',
      summary: 'Change a user',
      example: { name: 'Anna Schmidt-Roth' },
    },
    'DELETE /users/{id}': {
      id: 'deleteUser',
      summary: 'Delete a user for good',
      description:
        'The id is never used again. `If-Match` makes sure that a repeated request deletes nothing.',
    },
    'POST /users/{id}/deactivate': {
      id: 'deactivateUser',
      summary: 'Refuse sign-in and every check from now on, and keep everything',
    },
    'POST /users/{id}/reactivate': { id: 'reactivateUser', summary: 'Undo a deactivation' },
    'GET /users/{id}/rights': {
      id: 'getUserRights',
      summary: 'Read what a user may do, with where each permission comes from and how far it reaches',
    },
    'GET /users/{id}/image': {
      id: 'getUserImage',
      summary: "Read a user's picture",
      answers: ['image/png', 'image/jpeg', 'image/webp'],
      notModified: true,
    },
    'GET /users/{id}/access': { id: 'getUserAccess', summary: 'Read how a user signs in, and whether not' },
    'POST /users/{id}/unlock': {
      id: 'unlockUser',
      summary: 'Unlock a user after failed attempts to sign in',
    },
    'POST /users/{id}/reset-password': {
      id: 'resetUserPassword',
      summary: 'Mail a user a link to a new password',
    },
    'POST /users/{id}/reset-second-factor': {
      id: 'resetUserSecondFactor',
      summary: "Take away a user's second factor, who lost it",
    },
    'GET /users/{user}/sessions': { id: 'listUserSessions', summary: 'List where a user is signed in' },
    'DELETE /users/{user}/sessions': { id: 'endUserSessions', summary: 'Sign a user out everywhere' },
    'DELETE /users/{user}/sessions/{session}': {
      id: 'endUserSession',
      summary: 'End one session of a user',
    },
  },
};

const right = (kind: string, title: string, what: string, one: string, example: object) => ({
  [`GET /users/{user}/${kind}`]: { id: `list${title}s`, summary: `List the ${what} of a user` },
  [`POST /users/{user}/${kind}`]: {
    id: `create${title}`,
    summary: `Give a user ${one}`,
    example,
    headers: ['Location', 'ETag', 'Postern-Revision'] as const,
  },
  [`GET /users/{user}/${kind}/{right}`]: { id: `get${title}`, summary: `Read ${one} of a user` },
  [`PATCH /users/{user}/${kind}/{right}`]: {
    id: `change${title}`,
    summary: `Change when ${one} ends, or why it is there`,
    example: { not_after: '2030-01-31T12:00:00Z' },
  },
  [`DELETE /users/{user}/${kind}/{right}`]: { id: `delete${title}`, summary: `Take ${one} away from a user` },
});

const membership = (kind: string, title: string, one: string) => ({
  [`GET /users/{user}/${kind}`]: { id: `listUser${title}s`, summary: `List the ${kind} a user was added to` },
  [`PUT /users/{user}/${kind}/{group}`]: { id: `addUser${title}`, summary: `Add a user to ${one}` },
  [`DELETE /users/{user}/${kind}/{group}`]: {
    id: `removeUser${title}`,
    summary: `Take a user out of ${one}`,
  },
});

export const rights: Group = {
  tag: 'Rights of users',
  description:
    "What single users may do: by roles, by direct permissions, and less by denials, which win. They carry the user's `ETag`.",
  operations: {
    ...right('assignments', 'Assignment', 'roles', 'a role', {
      role: 'manager',
      organization: 'north',
      not_after: '2030-01-31T12:00:00Z',
      reason: 'Stands in for Ben',
    }),
    'PATCH /users/{user}/assignments/{right}': {
      id: 'changeAssignment',
      summary: 'Change which role a user has, when it ends, or why it is there',
      example: { role: 'manager', not_after: '2030-01-31T12:00:00Z' },
    },
    ...right('grants', 'Grant', 'direct permissions', 'a direct permission', {
      permission: 'assets.view',
      scope: 'team',
    }),
    ...right('denials', 'Denial', 'denials', 'a denial', {
      permission: 'contracts.*',
      reason: 'Until the audit is over',
    }),
    ...membership('organizations', 'Organization', 'an organization'),
    ...membership('teams', 'Team', 'a team'),
  },
};
