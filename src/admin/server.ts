import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import fastify, { LogController } from 'fastify';
import { openRoutes, ownRoutes } from './account-routes.ts';
import { createAccounts } from './accounts.ts';
import type { AdminApp } from './admin-app.ts';
import { linkPageRoutes } from './auth/pages/routes.ts';
import type { AdminDependencies } from './dependencies.ts';
import { whoAmIRoutes } from './effective-rights/routes.ts';
import { healthRoutes } from './health-routes.ts';
import { answerBrokenRequest } from './http/broken-request.ts';
import { parseJsonBody } from './http/json-body.ts';
import { answerNoSuchRoute } from './http/no-such-route.ts';
import { REQUEST_ID_HEADER, requestId } from './http/request-id.ts';
import { validateWithAjv } from './http/request-validation.ts';
import { sendProblem } from './http/send-problem.ts';
import { devMailRoutes } from './mail/dev-mail-routes.ts';
import { managementRoutes } from './management-routes.ts';
import { collectRoutes } from './openapi/collect-routes.ts';
import { openApiRoutes } from './openapi/routes.ts';

/** Bytes of a body. */
const BODY_LIMIT = 1024 * 1024;
/** Characters of one part of a path. An id of 200 characters takes up to 12 for each when it is escaped. */
const LONGEST_PATH_PART = 2_400;
/** Milliseconds for a request to arrive. */
const REQUEST_TIMEOUT = 30_000;
/** Milliseconds. */
const TIMEOUT_CHECKED_EVERY = 5_000;

/** The management API as a server that does not listen yet: its routes below `/admin/v1`, and `/health`. */
export function createAdminServer(given: AdminDependencies): AdminApp {
  const accounts = createAccounts(given, given.accountSettings);
  const deps = { ...given, accounts };
  const app: AdminApp = fastify({
    loggerInstance: deps.logger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: requestId,
    requestIdHeader: false,
    bodyLimit: BODY_LIMIT,
    trustProxy: accounts.settings.trustProxy,
    requestTimeout: REQUEST_TIMEOUT,
    http: { headersTimeout: REQUEST_TIMEOUT, connectionsCheckingInterval: TIMEOUT_CHECKED_EVERY },
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    routerOptions: { maxParamLength: LONGEST_PATH_PART },
    clientErrorHandler: answerBrokenRequest,
    frameworkErrors: sendProblem,
  }).withTypeProvider<TypeBoxTypeProvider>();

  app.setValidatorCompiler(validateWithAjv);
  app.setErrorHandler(sendProblem);
  const routes = collectRoutes(app);
  app.setNotFoundHandler(answerNoSuchRoute(routes));
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    async (_request: unknown, body: Buffer) => parseJsonBody(body),
  );
  app.addHook('onRequest', async (request, reply) => {
    reply.header(REQUEST_ID_HEADER, request.id);
  });
  openApiRoutes(app, routes);
  healthRoutes(app, deps.pool);
  linkPageRoutes(app);
  if (accounts.settings.mail.listed) devMailRoutes(app, deps.pool);
  for (const register of [managementRoutes, ownRoutes, whoAmIRoutes, openRoutes]) {
    app.register(async (scope) => register(scope as AdminApp, deps), { prefix: '/admin/v1' });
  }
  app.addHook('onReady', async () => accounts.mail.start());
  app.addHook('onClose', () => accounts.mail.close());
  return app;
}
