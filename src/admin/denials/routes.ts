import type { AdminApp } from '../admin-app.ts';
import type { AdminDependencies } from '../dependencies.ts';
import { refuseUnknownPermissions } from '../permissions/refuse-unknown-permissions.ts';
import { type EndingChange, endingChange } from '../user-rights/ending.ts';
import { updateEnding } from '../user-rights/queries.ts';
import { userRightsRoutes } from '../user-rights/routes.ts';
import { insertDenial } from './queries.ts';
import { denial, type NewDenial, newDenial } from './schemas.ts';

export function denialRoutes(app: AdminApp, deps: AdminDependencies): void {
  userRightsRoutes(app, deps, {
    path: 'denials',
    noun: 'denial',
    table: 'permission_denials',
    give: 'users.deny',
    take: 'users.remove_denial',
    schema: denial,
    newSchema: newDenial,
    changeSchema: endingChange,
    update: ({ client }, _user, right, change: EndingChange) =>
      updateEnding(client, 'permission_denials', right, change),
    pick: (user) => user.denials,
    async insert({ client }, user, body: NewDenial) {
      await refuseUnknownPermissions(client, [body.permission], () => ['permission']);
      return insertDenial(client, user, body);
    },
  });
}
