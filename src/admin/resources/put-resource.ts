import { changeMany, type Exchange } from '../change.ts';
import { checkIfMatch, entityTag } from '../http/entity-tag.ts';
import { notFound, preconditionFailed } from '../http/problems.ts';
import { checkResources, refuseUnknownPlaces } from './check-resources.ts';
import {
  asResource,
  deleteResources,
  insertResources,
  keyOf,
  lockResources,
  readResource,
  updateResources,
  type WrittenResource,
} from './queries.ts';
import type { NamedResource, RegisteredResource, ResourceBody } from './schemas.ts';

type Name = Pick<NamedResource, 'type' | 'id'>;

/** What a body says of a resource: what it leaves out, the resource has not. */
export function written({ type, id }: Name, body: ResourceBody): WrittenResource {
  const { organization = null, team = null, owner = null, attributes = {} } = body;
  return { type, id, organization, team, owner, attributes };
}

/**
 * Registers a resource, or replaces what is registered of it; the latter demands `If-Match`. The actor must be allowed
 * to where it belonged and to where it will belong. Answers 201 or 200 with `ETag`.
 */
export async function putResource(
  exchange: Exchange,
  name: Name,
  body: ResourceBody,
): Promise<RegisteredResource> {
  const { request, reply } = exchange;
  const wanted = written(name, body);
  const key = keyOf(name);
  const { before, after } = await changeMany(exchange, async ({ client, judge }) => {
    const held = (await lockResources(client, [key])).get(key);
    if (held !== undefined) await judge.demand('resources.put', asResource(held));
    await judge.demand('resources.put', asResource(wanted));
    const match = request.headers['if-match'];
    if (held !== undefined) checkIfMatch(match, held.version, true);
    else if (match !== undefined) throw preconditionFailed(entityTag(0));
    const placed = [{ item: wanted, path: [] }];
    checkResources(placed);
    await refuseUnknownPlaces(client, placed);
    await (held === undefined ? insertResources : updateResources)(client, [wanted]);
    const now = await readResource(client, key);
    if (now === undefined) throw new Error(`The resource "${key}" is not there after its own change.`);
    return {
      result: { before: held, after: now },
      history: [
        {
          action: 'resources.put',
          targetType: 'resource',
          targetId: key,
          before: held ?? null,
          after: now,
        },
      ],
    };
  });
  reply.code(before === undefined ? 201 : 200);
  reply.header('etag', entityTag(after.version));
  return after;
}

/** Forgets a resource. Answers 204. */
export async function deleteResource(exchange: Exchange, name: Name): Promise<void> {
  const key = keyOf(name);
  await changeMany(exchange, async ({ client, judge }) => {
    const held = (await lockResources(client, [key])).get(key);
    await judge.demand('resources.delete', asResource(held ?? name));
    if (held === undefined) throw notFound('resource', key);
    checkIfMatch(exchange.request.headers['if-match'], held.version, true);
    await deleteResources(client, [key]);
    return {
      result: undefined,
      history: [
        { action: 'resources.delete', targetType: 'resource', targetId: key, before: held, after: null },
      ],
    };
  });
  exchange.reply.code(204);
}
