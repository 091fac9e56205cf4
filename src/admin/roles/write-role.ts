import type { PoolClient } from 'pg';
import type { ChangeTools } from '../change.ts';
import { bodyError } from '../http/problem.ts';
import { conflict, unprocessable } from '../http/problems.ts';
import { type Gift, mayGive } from '../may-give.ts';
import { refuseUnknownPermissions } from '../permissions/refuse-unknown-permissions.ts';
import { readActorRights, readRoleDocument } from '../rights-queries.ts';
import { insertRole, replacePermissions, updateRole } from './queries.ts';
import type { NewRole, Role, RoleChange, WrittenPermissions } from './schemas.ts';

/** What a change of a role gives and takes. */
export type RoleGift = Gift & { readonly kind: 'role' };

const EMPTY = { permissions: {} };

/** Makes a role of what the actor holds. Returns the id. */
export async function createRole({ client, judge }: ChangeTools, body: NewRole): Promise<string> {
  const actor = await readActorRights(client, judge.actor);
  const id = await insertRole(client, body);
  await writePermissions(client, id, body.permissions ?? []);
  const after = (await readRoleDocument(client, id)) ?? EMPTY;
  const { organization = null } = body;
  await mayGive(client, actor, { kind: 'role', role: id, organization, before: EMPTY, after, whole: false });
  return id;
}

/** Changes a role by what the actor holds. */
export async function changeRole(
  { client, judge }: ChangeTools,
  role: Role,
  change: RoleChange,
): Promise<void> {
  const actor = await readActorRights(client, judge.actor);
  await mayGive(client, actor, await writeRole(client, role, change));
}

/**
 * Writes a change of a role, and returns what it gives to holders and takes from them. What the administrator role may
 * do is not open to change: throws a 409 problem.
 */
export async function writeRole(client: PoolClient, role: Role, change: RoleChange): Promise<RoleGift> {
  if (
    role.administrator &&
    (change.permissions !== undefined || (change.scope ?? role.scope) !== role.scope)
  ) {
    throw conflict(
      'administrator-role',
      `The permissions and the scope of the role "${role.name}" can't be changed: it is what administrators hold.`,
    );
  }
  const { id, organization, administrator } = role;
  const before = (await readRoleDocument(client, id)) ?? EMPTY;
  await updateRole(client, id, change);
  if (change.permissions !== undefined) await writePermissions(client, id, change.permissions);
  const after = (await readRoleDocument(client, id)) ?? EMPTY;
  return { kind: 'role', role: id, organization, before, after, whole: administrator };
}

async function writePermissions(
  client: PoolClient,
  role: string,
  written: WrittenPermissions,
): Promise<void> {
  const entries = written.map((entry) =>
    typeof entry === 'string'
      ? { permission: entry, scope: null }
      : { permission: entry.permission, scope: entry.scope ?? null },
  );
  const names = entries.map(({ permission }) => permission);
  const repeated = names.findIndex((name, index) => names.indexOf(name) !== index);
  if (repeated >= 0) {
    throw unprocessable(`The permission "${names[repeated]}" is there twice.`, [
      bodyError(['permissions', repeated], 'repeats an entry before it'),
    ]);
  }
  await refuseUnknownPermissions(client, names, (index) => ['permissions', index]);
  await replacePermissions(client, role, entries);
}
