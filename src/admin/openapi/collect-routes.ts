import type { FastifySchema } from 'fastify';
import { METHODS, type Method, pathTemplate } from '../../openapi/description.ts';
import type { AdminApp } from '../admin-app.ts';

/** A route as it was registered. */
export interface Route {
  readonly method: Method;
  /** As OpenAPI writes it: `/admin/v1/users/{id}`. */
  readonly path: string;
  readonly schema: FastifySchema;
  /** The management operation, and further ones that it may ask for. */
  readonly operations: readonly string[];
}

/** Every route that is registered from now on, in their order. */
export function collectRoutes(app: AdminApp): readonly Route[] {
  const routes: Route[] = [];
  app.addHook('onRoute', ({ method, url, schema = {}, config }) => {
    const operations = [...new Set([config?.operation ?? [], config?.furtherOperations ?? []].flat())];
    for (const each of [method].flat()) {
      const found = METHODS.find((known) => known === each.toLowerCase());
      if (found !== undefined) routes.push({ method: found, path: pathTemplate(url), schema, operations });
    }
  });
  return routes;
}
