import { METHODS, type Paths } from '../../openapi/description.ts';
import { headers, parameters, responses } from './operations.ts';
import { schemas } from './schemas.ts';

export interface ApiDescription {
  readonly openapi: '3.1.1';
  readonly paths: Paths;
  readonly [member: string]: unknown;
}

/**
 * The description of those operations that `served` says are served.
 *
 * @param groups the operations of each group of routes
 */
export function describeApi(
  groups: readonly Paths[],
  version: string,
  served: (method: string, path: string) => boolean,
): ApiDescription {
  const paths: Record<string, Paths[string]> = {};
  for (const [path, item] of groups.flatMap((group) => Object.entries(group))) {
    const methods = METHODS.filter(
      (method) => item[method] !== undefined && served(method.toUpperCase(), path),
    );
    if (methods.length === 0) continue;
    paths[path] = Object.fromEntries(methods.map((method) => [method, item[method]]));
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Postern: the decision API',
      version,
      summary: 'May this subject do this to that? Which may? And which of these?',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'The server that this comes from.' }],
    tags: [
      { name: 'AuthZEN', description: 'OpenID AuthZEN Authorization API 1.0.' },
      { name: 'Filters', description: 'Which rows, as a condition and as SQL.' },
      { name: 'OPA', description: 'What clients of Open Policy Agent ask.' },
      { name: 'Operation', description: 'How this process is doing.' },
    ],
    security: [{}, { bearer: [] }],
    paths,
    components: {
      schemas,
      parameters,
      headers,
      responses,
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description: 'Not needed on a loopback address or a unix socket, unless tokens are configured.',
        },
      },
    },
  };
}
