import { Type } from 'typebox';
import { version } from '../../version.ts';
import type { AdminApp } from '../admin-app.ts';
import type { Route } from './collect-routes.ts';
import { describeApi, type ManagementDescription } from './describe-api.ts';
import { DOCS_HEADERS, docsPage } from './docs/page.ts';

const openApi = Type.Object({ openapi: Type.String(), info: Type.Unknown(), paths: Type.Unknown() });

/** `GET /admin/openapi.json` and, for people, `GET /admin/docs`. Neither needs a token. */
export function openApiRoutes(app: AdminApp, routes: readonly Route[]): void {
  let description: ManagementDescription | undefined;
  const describe = () => {
    description ??= describeApi(routes, version);
    return description;
  };
  let json: string | undefined;
  app.get('/admin/openapi.json', { schema: { response: { 200: openApi } } }, async (_request, reply) => {
    json ??= JSON.stringify(describe());
    return reply
      .type('application/json; charset=utf-8')
      .serializer((text: string) => text)
      .send(json as never);
  });
  let page: string | undefined;
  app.get('/admin/docs', (_request, reply) => {
    page ??= docsPage(describe());
    return reply.headers(DOCS_HEADERS).send(page);
  });
}
