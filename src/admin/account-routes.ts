import rateLimit from '@fastify/rate-limit';
import type { AccountDependencies } from './accounts.ts';
import type { AdminApp } from './admin-app.ts';
import { passwordResetRoutes } from './auth/password-reset/routes.ts';
import { passwordRoutes } from './auth/passwords/routes.ts';
import { secondFactorRoutes } from './auth/second-factor/routes.ts';
import { refuseCrossSite } from './auth/sessions/cross-site.ts';
import { ownSessionRoutes } from './auth/sessions/routes.ts';
import { signInRoutes } from './auth/sign-in/routes.ts';
import { authenticate } from './authentication.ts';
import { Problem } from './http/problem.ts';
import { acceptanceRoutes } from './invitations/routes.ts';
import { profileRoutes } from './profile/routes.ts';
import { refuseUnstorable } from './refuse-unstorable.ts';

/** Addresses counted at once; the one not seen longest is forgotten first. */
const ADDRESSES_COUNTED = 10_000;
/** Bits of an IPv6 address that are one client's. */
const IPV6_CLIENT = 64;

/** Routes that need no token: signing in, and what the links in mails open. Each address may send so many a minute. */
export function openRoutes(app: AdminApp, deps: AccountDependencies): void {
  app.register(rateLimit, {
    max: deps.accounts.settings.openRequestsPerMinute,
    timeWindow: '1 minute',
    cache: ADDRESSES_COUNTED,
    ipv6Subnet: IPV6_CLIENT,
    errorResponseBuilder: (_request, { ttl }) => tooMany(ttl),
  });
  app.register(async (scope) => {
    scope.addHook('onRequest', async ({ method, headers }) => refuseCrossSite(method, headers));
    for (const routes of [signInRoutes, passwordResetRoutes, acceptanceRoutes])
      routes(scope as AdminApp, deps);
  });
}

/**
 * What people do with their own account. No permission is asked; it takes a session, so that no machine's token reaches
 * its owner's account.
 */
export function ownRoutes(app: AdminApp, deps: AccountDependencies): void {
  const { pool, accounts } = deps;
  app.addHook('onRequest', async (request) => {
    request.actor = await authenticate(pool, request, accounts.settings.session.idle);
    if (request.actor.by !== 'session') throw sessionRequired();
  });
  app.addHook('preValidation', async (request) => refuseUnstorable(request));
  for (const routes of [profileRoutes, passwordRoutes, secondFactorRoutes, ownSessionRoutes])
    routes(app, deps);
}

function tooMany(milliseconds: number): Problem {
  const seconds = Math.max(1, Math.ceil(milliseconds / 1000));
  return new Problem({
    status: 429,
    code: 'too-many-requests',
    title: 'Too many requests',
    detail: `Too many requests from this address. Try again in ${seconds} s.`,
    headers: { 'retry-after': String(seconds) },
  });
}

function sessionRequired(): Problem {
  return new Problem({
    status: 403,
    code: 'session-required',
    title: 'Session required',
    detail: 'This is for people who signed in; a token does not do.',
  });
}
