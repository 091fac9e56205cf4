import type { FastifyRequest } from 'fastify';
import type { AccountDependencies } from '../../accounts.ts';
import { unauthenticated } from '../../http/problems.ts';
import { attempt } from '../lockout/attempt.ts';
import { type Claimant, type KeptPassword, readClaimant } from './queries.ts';

/**
 * Whether the signed-in person knows their own password; wrong ones count as failed attempts to sign in. Answers the
 * person when `password` is right and `also` holds, else undefined, after the same work.
 */
export async function confirmIdentity(
  { pool, accounts }: AccountDependencies,
  request: FastifyRequest,
  password: string,
  also = true,
): Promise<(Claimant & { readonly password: KeptPassword }) | undefined> {
  const claimant = await readClaimant(pool, request.actor.id);
  if (claimant === undefined) throw unauthenticated('invalid');
  const trial = await attempt(pool, accounts.settings.lockout, { email: claimant.email, source: request.ip });
  const right = await accounts.hasher.verify(password, claimant.password);
  if (!right || claimant.password === undefined) return undefined;
  await trial.succeeded();
  return also ? { ...claimant, password: claimant.password } : undefined;
}
