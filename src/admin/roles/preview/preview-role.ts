import type { PoolClient } from 'pg';
import { unkept } from '../../../db/unkept.ts';
import { type Exchange, readAllowed } from '../../change.ts';
import { placesAsText } from '../../effective-rights/places-as-text.ts';
import { checkIfMatch, entityTag } from '../../http/entity-tag.ts';
import { type PageQuery, pageRequest, writeCursor } from '../../http/page.ts';
import { Problem } from '../../http/problem.ts';
import type { Judge, Resource } from '../../judge.ts';
import { mayGive } from '../../may-give.ts';
import { type Reach, type Rights, reachOf } from '../../reach.ts';
import { readActorRights } from '../../rights-queries.ts';
import { userResource } from '../../users/queries.ts';
import { roles } from '../queries.ts';
import type { Role, RoleChange } from '../schemas.ts';
import { type RoleGift, writeRole } from '../write-role.ts';
import { countHolders, type Holder, readHolders, readSurroundings } from './queries.ts';
import { beyond } from './reach-difference.ts';
import type { HolderPreview, RolePreview } from './schemas.ts';

/** Holders one request compares at most; a page that reaches it is short and goes on from there. */
const LARGEST_SEARCH = 1_000;

/**
 * Who would gain and who would lose what by a change of a role: it is written as saving writes it, read back through
 * the views that decisions are made from, and thrown away. Refuses what saving would refuse as wrong; what the actor
 * may not save is told instead.
 */
export function previewRole(
  { pool, request, reply }: Exchange,
  id: string,
  change: RoleChange,
  query: PageQuery,
): Promise<RolePreview> {
  const { judge } = request;
  return unkept(pool, async (client) => {
    const role = await readAllowed(client, request, roles, id);
    checkIfMatch(request.headers['if-match'], role.version, false);
    const gift = await tryOut(client, role, change);
    const preview = {
      permissions: changedPermissions(gift),
      holders: await countHolders(client, id),
      refusal: await refusalOf(client, judge, role, gift),
      ...(await previewHolders(client, judge, gift, query)),
    };
    reply.header('etag', entityTag(role.version));
    return preview;
  });
}

/** Undoes the change at once, so that nobody waits for its locks while holders are compared. */
async function tryOut(client: PoolClient, role: Role, change: RoleChange): Promise<RoleGift> {
  await client.query('SAVEPOINT preview');
  const gift = await writeRole(client, role, change);
  await client.query('ROLLBACK TO SAVEPOINT preview');
  return gift;
}

function changedPermissions({ before, after }: RoleGift): RolePreview['permissions'] {
  const names = new Set([...Object.keys(before.permissions), ...Object.keys(after.permissions)]);
  return [...names]
    .sort()
    .map((permission) => ({
      permission,
      before: before.permissions[permission] ?? null,
      after: after.permissions[permission] ?? null,
    }))
    .filter((entry) => entry.before !== entry.after);
}

async function refusalOf(
  client: PoolClient,
  judge: Judge,
  role: Role,
  gift: RoleGift,
): Promise<RolePreview['refusal']> {
  try {
    await judge.demand('roles.update', roles.resource(role));
    await mayGive(client, await readActorRights(client, judge.actor), gift);
    return null;
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 403) throw error;
    const { permission } = error.document;
    return { permission: typeof permission === 'string' ? permission : null, detail: error.message };
  }
}

async function previewHolders(
  client: PoolClient,
  judge: Judge,
  gift: RoleGift,
  query: PageQuery,
): Promise<Pick<RolePreview, 'items' | 'hidden' | 'next_cursor'>> {
  const page = pageRequest(query);
  const now = Math.floor(Date.now() / 1000);
  const items: HolderPreview[] = [];
  let hidden = 0;
  let { after } = page;
  const wanted = page.limit + 1;
  for (let searched = 0; searched < LARGEST_SEARCH; searched += wanted) {
    const holders = await readHolders(client, gift.role, after, wanted);
    const surroundings = await readSurroundings(client, holders);
    for (const holder of holders) {
      if (items.length === page.limit) return { items, hidden, next_cursor: cursorAt(after) };
      after = holder.id;
      const found = previewHolder(holder, surroundings, gift, now);
      if (found.gains.length + found.loses.length === 0) continue;
      if (await judge.allows('users.get', resourceOf(holder))) items.push(found);
      else hidden += 1;
    }
    if (holders.length < wanted) return { items, hidden, next_cursor: null };
  }
  return { items, hidden, next_cursor: cursorAt(after) };
}

function resourceOf({ id, document: { organizations, teams } }: Holder): Resource {
  return userResource({ id, organizations: [...organizations], teams: [...teams] });
}

function cursorAt(after: string | undefined): string | null {
  return after === undefined ? null : writeCursor(after);
}

function previewHolder(
  { id, name, status, document: user }: Holder,
  { roles: held, teams }: Pick<Rights, 'roles' | 'teams'>,
  { role, before, after }: RoleGift,
  now: number,
): HolderPreview {
  const reach = (permissions: RoleGift['before']) =>
    reachOf({ user, teams, roles: new Map(held).set(role, permissions) }, now);
  const [was, will] = [reach(before), reach(after)];
  const written = (more: Reach) =>
    [...more]
      .map(([permission, places]) => ({ permission, reach: placesAsText(places, now) }))
      .sort((a, b) => (a.permission < b.permission ? -1 : 1));
  return { user: { id, name, status }, gains: written(beyond(was, will)), loses: written(beyond(will, was)) };
}
