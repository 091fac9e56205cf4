import { setImmediate as nextTurn } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { type ChangeTools, changeMany, type Exchange, type ManyChanged } from '../change.ts';
import { bodyError, type FieldError } from '../http/problem.ts';
import { conflict, unprocessable } from '../http/problems.ts';
import type { Resource } from '../judge.ts';
import { checkResources, type Placed, refuseRepeated, refuseUnknownPlaces } from './check-resources.ts';
import { written } from './put-resource.ts';
import {
  asResource,
  deleteResources,
  insertResources,
  keyOf,
  lockResources,
  updateResources,
  type WrittenResource,
} from './queries.ts';
import {
  type BulkBody,
  type BulkResult,
  MOST_RESOURCES,
  type NamedResource,
  type RegisteredResource,
} from './schemas.ts';

/** Questions to the policy between two turns of the event loop. */
const STRIDE = 100;

/**
 * Puts and deletes many resources, all of them or, where one can't be, none. What is put as it was already stays as it
 * is; what is to be deleted and not there is no error, so that a request may be repeated.
 */
export async function changeManyResources(exchange: Exchange, body: BulkBody): Promise<BulkResult> {
  const puts = (body.put ?? []).map((item, index) => ({ item, path: ['put', index] }));
  const deletions = (body.delete ?? []).map((item, index) => ({ item, path: ['delete', index] }));
  if (puts.length + deletions.length > MOST_RESOURCES) {
    throw unprocessable(`One request changes at most ${MOST_RESOURCES} resources.`, [
      bodyError(['delete'], `is too long beside what is to be put: ${MOST_RESOURCES} together`),
    ]);
  }
  refuseRepeated([...puts, ...deletions]);
  const wanted = puts.map(({ item, path }) => ({ item: written(item, item), path }));
  checkResources(wanted);
  return await changeMany(exchange, async (tools) => {
    const held = await lockResources(
      tools.client,
      [...puts, ...deletions].map(({ item }) => keyOf(item)),
    );
    // Also where there is nothing to do: whoever may do nothing here is told so.
    await tools.judge.demandSomewhere('resources.put', 'resource');
    refuseOtherVersions([...puts, ...deletions], held);
    return await applyAll(tools, { wanted, deletions, held });
  });
}

interface Work {
  readonly wanted: readonly Placed<WrittenResource>[];
  readonly deletions: readonly Placed<NamedResource>[];
  readonly held: ReadonlyMap<string, RegisteredResource>;
}

async function applyAll(
  { client, judge }: ChangeTools,
  { wanted, deletions, held }: Work,
): Promise<ManyChanged<BulkResult>> {
  const created: WrittenResource[] = [];
  const replaced: WrittenResource[] = [];
  const gone: RegisteredResource[] = [];
  let asked = 0;
  const demand = async (operation: string, resource: Resource) => {
    await judge.demand(operation, resource);
    asked += 1;
    if (asked % STRIDE === 0) await nextTurn();
  };
  for (const { item } of wanted) {
    const before = held.get(keyOf(item));
    if (before !== undefined) await demand('resources.put', asResource(before));
    await demand('resources.put', asResource(item));
    if (before === undefined) created.push(item);
    else if (!isDeepStrictEqual(written(before, before), item)) replaced.push(item);
  }
  for (const { item } of deletions) {
    const before = held.get(keyOf(item));
    await demand('resources.delete', asResource(before ?? item));
    if (before !== undefined) gone.push(before);
  }
  await refuseUnknownPlaces(client, wanted);
  if (created.length > 0) await insertResources(client, created);
  if (replaced.length > 0) await updateResources(client, replaced);
  if (gone.length > 0) await deleteResources(client, gone.map(keyOf));
  const entry = (action: string, key: string, after: object | null) => {
    return { action, targetType: 'resource', targetId: key, before: held.get(key) ?? null, after };
  };
  return {
    result: {
      created: created.length,
      replaced: replaced.length,
      unchanged: wanted.length - created.length - replaced.length,
      deleted: gone.length,
      absent: deletions.length - gone.length,
    },
    history: [
      ...[...created, ...replaced].map((item) => entry('resources.put', keyOf(item), item)),
      ...gone.map((item) => entry('resources.delete', keyOf(item), null)),
    ],
  };
}

/** Throws a 409 problem for what is not in the version that the request names. */
function refuseOtherVersions(
  named: readonly Placed<NamedResource>[],
  held: ReadonlyMap<string, RegisteredResource>,
): void {
  const errors: FieldError[] = [];
  for (const { item, path } of named) {
    const version = held.get(keyOf(item))?.version ?? 0;
    if (item.version === undefined || item.version === version) continue;
    const is = version === 0 ? 'it is not there' : `it is at version ${version}`;
    errors.push(bodyError([...path, 'version'], `is another one than that of ${keyOf(item)}: ${is}`));
  }
  if (errors.length > 0) {
    throw conflict('changed-meanwhile', 'Some resources are not as the request says.', errors.slice(0, 50));
  }
}
