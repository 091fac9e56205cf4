import type { AdminApp } from '../admin-app.ts';
import type { AdminDependencies } from '../dependencies.ts';
import { refuseUnknownPermissions } from '../permissions/refuse-unknown-permissions.ts';
import { type EndingChange, endingChange } from '../user-rights/ending.ts';
import { updateEnding } from '../user-rights/queries.ts';
import { userRightsRoutes } from '../user-rights/routes.ts';
import { insertGrant } from './queries.ts';
import { grant, type NewGrant, newGrant } from './schemas.ts';

export function grantRoutes(app: AdminApp, deps: AdminDependencies): void {
  userRightsRoutes(app, deps, {
    path: 'grants',
    noun: 'grant',
    table: 'permission_grants',
    give: 'users.grant',
    take: 'users.revoke_grant',
    schema: grant,
    newSchema: newGrant,
    changeSchema: endingChange,
    update: ({ client }, _user, right, change: EndingChange) =>
      updateEnding(client, 'permission_grants', right, change),
    pick: (user) => user.grants,
    async insert({ client }, user, body: NewGrant) {
      await refuseUnknownPermissions(client, [body.permission], () => ['permission']);
      return insertGrant(client, user, body);
    },
  });
}
