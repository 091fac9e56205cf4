import { randomToken } from '../auth/random-token.ts';
import type { ChangeTools } from '../change.ts';
import { bodyError, Problem } from '../http/problem.ts';
import { unprocessable } from '../http/problems.ts';
import { mayGive } from '../may-give.ts';
import { refuseUnknownPermissions } from '../permissions/refuse-unknown-permissions.ts';
import { row } from '../queryable.ts';
import { limitRights, reachOf } from '../reach.ts';
import { readActorRights, readFeature, readRights } from '../rights-queries.ts';
import { expandPermissions, insertApiToken } from './queries.ts';
import type { NewApiToken } from './schemas.ts';

/** Days a token lasts at most. */
const LONGEST = 366;

/**
 * Makes a token good for permissions that both its user and whoever makes it hold. A token acts as its user: to make one
 * for somebody else, all that the other holds must be held. Returns the id and the token.
 */
export async function createToken(
  { client, judge }: ChangeTools,
  body: NewApiToken,
): Promise<{ id: string; token: string }> {
  const { permissions, name, not_after: notAfter, user = judge.actor.id } = body;
  demandSoon(notAfter);
  const owner = await row<{ status: string }>(
    client,
    'SELECT status FROM users WHERE id = $1 FOR KEY SHARE',
    [user],
  );
  if (owner === undefined)
    throw unprocessable('There is no such user.', [bodyError(['user'], 'names no user that exists')]);
  await refuseUnknownPermissions(client, permissions, (index) => ['permissions', index]);
  const asked = await expandPermissions(client, permissions);
  const rights = await readRights(client, user);
  const actor = await readActorRights(client, judge.actor);
  const now = Math.floor(Date.now() / 1000);
  const held = [reachOf(actor, now), reachOf(rights, now)];
  const lacking = asked.find((permission) => held.some((reach) => !reach.has(permission)));
  if (lacking !== undefined) throw notHeld(lacking, await readFeature(client, lacking));

  await mayGive(client, actor, {
    kind: 'rights',
    before: limitRights(rights, new Set()),
    after: user === judge.actor.id ? limitRights(rights, new Set(asked)) : rights,
    whole: false,
  });
  const { token, hash } = randomToken();
  const id = await insertApiToken(client, {
    user,
    name,
    hash,
    permissions,
    notAfter,
    createdBy: judge.actor.id,
  });
  return { id, token };
}

function demandSoon(notAfter: string): void {
  const from = Date.now();
  const until = new Date(notAfter).getTime();
  if (until > from && until <= from + LONGEST * 24 * 60 * 60_000) return;
  throw unprocessable('A token ends, and not too late.', [
    bodyError(['not_after'], `must be in the future, within ${LONGEST} days`),
  ]);
}

function notHeld(permission: string, feature: string | undefined): Problem {
  const message = `${feature ?? permission} permission required: a token is good for nothing that its maker and its user do not hold`;
  return new Problem({
    status: 403,
    code: 'permission-required',
    title: 'Permission required',
    detail: message,
    members: {
      permission,
      ...(feature === undefined ? {} : { feature }),
      reasons: [{ code: 'not_held', message, permission }],
    },
  });
}
