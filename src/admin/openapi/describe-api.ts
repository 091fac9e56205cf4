import type { PathItem, Paths } from '../../openapi/description.ts';
import type { Route } from './collect-routes.ts';
import { headers, parameters, securitySchemes } from './components.ts';
import { describeOperation } from './describe-operation.ts';
import { namedSchemas, partsReferred } from './named-schemas.ts';
import { refusals } from './refusals.ts';
import { groups } from './words/groups.ts';
import type { Group, Words } from './words/words.ts';

export interface ManagementDescription {
  readonly openapi: '3.1.1';
  readonly info: {
    readonly title: string;
    readonly version: string;
    readonly description: string;
    readonly [member: string]: unknown;
  };
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Paths;
  readonly components: {
    readonly schemas: Readonly<Record<string, unknown>>;
    readonly [kind: string]: unknown;
  };
  readonly [member: string]: unknown;
}

/** Where most of the API lies. */
const BASE = '/admin/v1';

/** The words for a route: `GET /users/{id}`, wherever below the API's own path or beside it. */
export function wordsFor({ method, path }: Pick<Route, 'method' | 'path'>) {
  const below = path.startsWith(`${BASE}/`) ? path.slice(BASE.length) : path;
  return WORDS.get(`${method.toUpperCase()} ${below}`);
}

const WORDS: ReadonlyMap<string, { readonly group: Group; readonly words: Words }> = new Map(
  groups.flatMap((group) =>
    Object.entries(group.operations).map(([route, words]) => [route, { group, words }] as const),
  ),
);

/** The OpenAPI 3.1 description of those routes that have words. */
export function describeApi(routes: readonly Route[], version: string): ManagementDescription {
  const paths: Record<string, PathItem> = {};
  const tags = new Set<string>();
  for (const route of routes) {
    const found = wordsFor(route);
    if (found === undefined) continue;
    const { group, words } = found;
    const { tag, who = 'permission' } = group;
    tags.add(tag);
    paths[route.path] = {
      ...paths[route.path],
      [route.method]: describeOperation({ route, words, tag, who }),
    };
  }
  const schemas = Object.entries(namedSchemas).map(([name, schema]) => [name, partsReferred(schema)]);
  return {
    openapi: '3.1.1',
    info: {
      title: 'Postern: the management API',
      version,
      summary: 'Who there is, and what they may do',
      description:
        'Changes answer `Postern-Revision`: from that revision of the policy data on, decisions know them. Single ' +
        'things carry an `ETag`, which PATCH, PUT and DELETE demand as `If-Match`. Refusals are problem documents (RFC 9457).',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'The server that this comes from.' }],
    tags: groups
      .filter(({ tag }) => tags.has(tag))
      .map(({ tag, description }) => ({ name: tag, description })),
    paths,
    components: {
      schemas: Object.fromEntries(schemas),
      parameters,
      headers,
      responses: refusals,
      securitySchemes,
    },
  };
}
