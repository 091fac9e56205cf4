import type {
  MediaType,
  Method,
  Operation,
  Parameter,
  Reference,
  Response,
} from '../../openapi/description.ts';
import type { Route } from './collect-routes.ts';
import { HEADER_COMPONENTS, header, parameter } from './components.ts';
import { withReferences } from './named-schemas.ts';
import { refusalOf } from './refusals.ts';
import { sampleOf } from './samples.ts';
import type { Audience, SuccessHeader, Words } from './words/words.ts';

/** What makes an operation's description. */
export interface Described {
  readonly route: Route;
  readonly words: Words;
  readonly tag: string;
  readonly who: Audience;
}

/** An operation of the description: the form from the route's schema, the meaning from its words. */
export function describeOperation(described: Described): Operation {
  const { route, words, tag, who } = described;
  const body = requestBody(route, words);
  return {
    operationId: words.id,
    tags: [tag],
    summary: words.summary,
    ...(words.description === undefined ? {} : { description: words.description }),
    ...(route.operations.length === 0 ? {} : { 'x-postern-operations': route.operations }),
    security: securityOf(route.method, who),
    parameters: parametersOf(described),
    ...(body === undefined ? {} : { requestBody: body }),
    responses: { ...successes(described), ...refusalsOf(described) },
  };
}

const isChange = ({ method }: Route) => method !== 'get';
const hasParams = ({ path }: Route) => path.includes('{');

function securityOf(method: Method, who: Audience): NonNullable<Operation['security']> {
  if (who === 'anybody') return [];
  const session: Record<string, string[]> = method === 'get' ? { session: [] } : { session: [], csrf: [] };
  return who === 'session' ? [session] : [{ bearer: [] }, session];
}

function matchOf({ route, words, who }: Described): NonNullable<Words['match']> {
  if (words.match !== undefined) return words.match;
  if (['put', 'patch', 'delete'].includes(route.method)) return 'required';
  return route.method === 'post' && who === 'permission' && hasParams(route) ? 'optional' : 'none';
}

function parametersOf(described: Described): (Parameter | Reference)[] {
  const { params, querystring } = described.route.schema as Record<
    string,
    { properties?: object } | undefined
  >;
  const match = matchOf(described);
  return [
    ...schemaParameters('path', params),
    ...schemaParameters('query', querystring),
    ...(match === 'none' ? [] : [parameter(match === 'required' ? 'IfMatch' : 'MaybeIfMatch')]),
    ...(isKeyed(described) ? [parameter('IdempotencyKey')] : []),
    parameter('RequestId'),
  ];
}

function schemaParameters(
  place: 'path' | 'query',
  schema: { readonly properties?: object; readonly required?: readonly string[] } | undefined,
): Parameter[] {
  return Object.entries(schema?.properties ?? {}).map(([name, given]) => {
    const { description = `The ${name.replaceAll('_', ' ')}.`, ...rest } = given as Record<string, unknown>;
    return {
      name,
      in: place,
      description: String(description),
      ...(place === 'path' || schema?.required?.includes(name) ? { required: true } : {}),
      schema: withReferences(rest),
      ...(place === 'path' ? { example: sampleOf(given, name) } : {}),
    };
  });
}

function requestBody({ schema }: Route, { example, takes }: Words): Operation['requestBody'] {
  if (takes !== undefined) return { required: true, content: media(takes) };
  if (schema.body === undefined) return undefined;
  const value = example ?? sampleOf(schema.body);
  const json = { schema: withReferences(schema.body), examples: { example: { value } } };
  return { required: true, content: { 'application/json': json } };
}

function successes(described: Described): Record<string, Response> {
  const { route, words } = described;
  const given = (route.schema.response ?? {}) as Record<string, unknown>;
  const bodies = words.answers === undefined ? Object.entries(given) : [['200', undefined] as const];
  const answers: [string, Response][] = bodies.map(([status, schema]) => [
    status,
    {
      description: description(status, schema),
      headers: { 'X-Request-ID': header('RequestId'), ...headersOf(described, status) },
      ...content(words, schema),
    },
  ]);
  if (words.notModified === true) {
    answers.push(['304', { description: 'As the client has it.', headers: { ETag: header('EntityTag') } }]);
  }
  return Object.fromEntries(answers);
}

function description(status: string, schema: unknown): string {
  if (status === '201') return 'Made.';
  if (status === '202') return 'Taken on.';
  return (schema as { type?: string } | undefined)?.type === 'null' ? 'Done.' : 'As asked.';
}

function content({ answers }: Words, schema: unknown): { content?: Record<string, MediaType> } {
  if (answers !== undefined) return { content: media(answers) };
  if ((schema as { type?: string }).type === 'null') return {};
  const examples = { example: { value: sampleOf(schema) } };
  return { content: { 'application/json': { schema: withReferences(schema), examples } } };
}

function media(types: readonly string[]): Record<string, MediaType> {
  return Object.fromEntries(
    types.map((type) => [type, { schema: type.startsWith('text/') ? { type: 'string' } : {} }]),
  );
}

function headersOf(described: Described, status: string): Record<string, Reference> {
  const names = successHeaders(described, status);
  const found = {
    ...Object.fromEntries(names.map((name) => [name, header(HEADER_COMPONENTS[name])])),
    ...(isKeyed(described) ? { 'Idempotent-Replayed': header('Replayed') } : {}),
  };
  return status === '204' && 'ETag' in found ? { ...found, ETag: header('MaybeEntityTag') } : found;
}

function successHeaders(described: Described, status: string): readonly SuccessHeader[] {
  return described.words.headers ?? usualHeaders(described, status);
}

/** Whether an Idempotency-Key is honoured: by a POST that takes a permission and changes something. */
function isKeyed(described: Described): boolean {
  const { route, who } = described;
  return (
    route.method === 'post' &&
    who === 'permission' &&
    successHeaders(described, '200').includes('Postern-Revision')
  );
}

/** What answers of the helpers for reads and changes carry. */
function usualHeaders({ route, who }: Described, status: string): SuccessHeader[] {
  if (!isChange(route)) return hasParams(route) ? ['ETag'] : [];
  if (who !== 'permission') return ['Postern-Revision'];
  if (status === '201') return ['Location', 'ETag', 'Postern-Revision'];
  return hasParams(route) ? ['ETag', 'Postern-Revision'] : ['Postern-Revision'];
}

function refusalsOf(described: Described): Record<string, Reference> {
  const { route, words, who } = described;
  const match = matchOf(described);
  const statuses = new Set([400, 408, 431, 500, 503, ...(words.fails ?? [])]);
  if (who !== 'anybody') for (const status of [401, 403]) statuses.add(status);
  if (hasParams(route)) for (const status of [404, 414]) statuses.add(status);
  if (isChange(route)) for (const status of [409, 413, 415, 422]) statuses.add(status);
  if (isChange(route) && who === 'anybody') for (const status of [403, 429]) statuses.add(status);
  if (match !== 'none') statuses.add(412);
  if (match === 'required') statuses.add(428);
  return Object.fromEntries([...statuses].sort().map((status) => [status, refusalOf(status)]));
}
