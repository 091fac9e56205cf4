import { type AccountDependencies, type Accounts, createAccounts } from './accounts.ts';
import type { AdminApp } from './admin-app.ts';
import { operationOf } from './admin-request.ts';
import { apiTokenRoutes } from './api-tokens/routes.ts';
import { assignmentRoutes } from './assignments/routes.ts';
import { auditEventRoutes } from './audit-events/routes.ts';
import { authenticate } from './authentication.ts';
import { denialRoutes } from './denials/routes.ts';
import type { AdminDependencies } from './dependencies.ts';
import { effectiveRightsRoutes } from './effective-rights/routes.ts';
import { employeeRoutes } from './employees/routes.ts';
import { grantRoutes } from './grants/routes.ts';
import { honourIdempotencyKeys } from './idempotency/honour-keys.ts';
import { invitationRoutes } from './invitations/routes.ts';
import { createJudge } from './judge.ts';
import { limitRoutes } from './limits/routes.ts';
import { membershipRoutes } from './memberships/routes.ts';
import { organizationRoutes } from './organizations/routes.ts';
import { permissionRoutes } from './permissions/routes.ts';
import { userImageRoutes } from './profile/user-image-routes.ts';
import { refuseUnstorable } from './refuse-unstorable.ts';
import { resourceRoutes } from './resources/routes.ts';
import { roleRoutes } from './roles/routes.ts';
import { teamRoutes } from './teams/routes.ts';
import { userAccessRoutes } from './user-access/routes.ts';
import { userRoutes } from './users/routes.ts';

const NOUNS = [
  userRoutes,
  effectiveRightsRoutes,
  assignmentRoutes,
  grantRoutes,
  denialRoutes,
  membershipRoutes,
  employeeRoutes,
  organizationRoutes,
  limitRoutes,
  teamRoutes,
  roleRoutes,
  permissionRoutes,
  resourceRoutes,
  auditEventRoutes,
  invitationRoutes,
  userAccessRoutes,
  userImageRoutes,
  apiTokenRoutes,
];

/**
 * Every route that needs a token. A route must declare the management operation it is (registering it fails
 * otherwise), and an answer of a route that did not ask the policy is not sent.
 */
export function managementRoutes(
  app: AdminApp,
  given: AdminDependencies & { readonly accounts?: Accounts },
): void {
  const deps: AccountDependencies = { ...given, accounts: given.accounts ?? createAccounts(given) };
  app.addHook('onRoute', ({ method, url, config }) => {
    if (config?.operation === undefined) throw new Error(`The route ${method} ${url} declares no operation.`);
  });
  app.addHook('onRequest', async (request) => {
    request.actor = await authenticate(deps.pool, request, deps.accounts.settings.session.idle);
  });
  app.addHook('preValidation', async (request) => refuseUnstorable(request));
  app.addHook('preHandler', async (request) => {
    const further = request.routeOptions.config.furtherOperations ?? [];
    request.judge = await createJudge(deps, request.actor, [operationOf(request), ...further]);
  });
  app.addHook('onSend', async (request, reply, payload) => {
    if (reply.statusCode < 300 && !request.judge.asked) {
      throw new Error(`The route ${request.routeOptions.url} answered without asking the policy.`);
    }
    return payload;
  });
  honourIdempotencyKeys(app, deps);
  for (const routes of NOUNS) routes(app, deps);
}
