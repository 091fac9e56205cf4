import type { FastifyInstance } from 'fastify';
import { type Paths, pathTemplate } from '../../openapi/description.ts';
import { version } from '../../version.ts';
import { paths as authzen } from '../authzen/openapi.ts';
import { paths as explain } from '../explain/openapi.ts';
import { paths as filter } from '../filter/openapi.ts';
import { paths as opa } from '../opa/openapi.ts';
import { paths as search } from '../search/openapi.ts';
import { describeApi } from './document.ts';
import { operationPaths } from './operation-paths.ts';

const GROUPS: readonly Paths[] = [authzen, explain, filter, search, opa, operationPaths];

/** `GET /openapi.json`: what this server serves, in OpenAPI 3.1. */
export function openApiRoute(app: FastifyInstance): void {
  const served = new Set<string>();
  app.addHook('onRoute', ({ method, path, config }) => {
    if (config?.unserved === true) return;
    for (const each of [method].flat()) served.add(`${each} ${pathTemplate(path)}`);
  });
  let text: string | undefined;
  app.get('/openapi.json', (_request, reply) => {
    text ??= JSON.stringify(describeApi(GROUPS, version, (method, path) => served.has(`${method} ${path}`)));
    reply.type('application/json; charset=utf-8').send(text);
  });
}
