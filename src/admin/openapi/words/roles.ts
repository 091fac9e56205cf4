import type { Group } from './words.ts';

export const roles: Group = {
  tag: 'Roles and permissions',
  description: 'Roles, and the catalog of what there is to be permitted.',
  operations: {
    'GET /roles': { id: 'listRoles', summary: 'List roles' },
    'POST /roles': {
      id: 'createRole',
      summary: 'Create a role',
      example: {
        name: 'L1 Support',
        description: 'First line, at night as well',
        scope: 'team',
        permissions: ['incidents.view', { permission: 'assets.view', scope: 'organization' }],
      },
    },
    'GET /roles/{id}': { id: 'getRole', summary: 'Read a role' },
    'PATCH /roles/{id}': {
      id: 'changeRole',
      summary: 'Change a role, which its holders feel at once',
      example: { permissions: ['incidents.*', 'assets.view'] },
    },
    'DELETE /roles/{id}': { id: 'deleteRole', summary: 'Delete a role that nobody has' },
    'POST /roles/{id}/preview': {
      id: 'previewRole',
      summary: 'Tell who would gain and who would lose what by a change of a role, and change nothing',
      description:
        'The change is made as saving would make it, and thrown away. Send the ETag of the answer as `If-Match` when ' +
        'saving, so that what was previewed is what is saved. Holders whom you may not see are counted only.',
      example: { permissions: ['incidents.*', 'assets.view'] },
      match: 'optional',
      headers: ['ETag'],
    },
    'GET /permissions': { id: 'listPermissions', summary: 'List the permissions of the catalog' },
    'GET /catalog': {
      id: 'getCatalog',
      summary: 'Read the catalog: its categories, features and management operations',
      fails: [404],
    },
  },
};
