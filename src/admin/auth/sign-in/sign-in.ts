import type { FastifyRequest } from 'fastify';
import type { AccountDependencies } from '../../accounts.ts';
import type { AdminReply } from '../../admin-request.ts';
import { changeOwn } from '../../own-change.ts';
import { row } from '../../queryable.ts';
import { attempt } from '../lockout/attempt.ts';
import { type Claimant, findClaimant, strengthenPassword } from '../passwords/queries.ts';
import { readSecondFactor } from '../second-factor/queries.ts';
import { takeCode } from '../second-factor/verify-code.ts';
import { secondFactorRequired, wrongCode, wrongCredentials } from './problems.ts';
import { type StartedSession, startSession } from './start-session.ts';

export interface SignInBody {
  readonly email: string;
  readonly password: string;
  readonly code?: string;
}

export interface SignedIn {
  readonly claimant: Claimant;
  readonly session: StartedSession;
}

/**
 * Begins a session for the active person with this address and password, and with a code where there is a second
 * factor. An address that nobody has takes the same statements and the same hashing as a wrong password.
 */
export async function signIn(
  { pool, accounts }: AccountDependencies,
  request: FastifyRequest,
  reply: AdminReply,
  { email, password, code }: SignInBody,
): Promise<SignedIn> {
  const { settings, hasher } = accounts;
  const trial = await attempt(pool, settings.lockout, { email, source: request.ip });
  const claimant = await findClaimant(pool, email);
  const right = await hasher.verify(password, claimant?.password);
  if (!right || claimant?.password === undefined) throw wrongCredentials();
  const factor = await readSecondFactor(pool, claimant.id);
  const needed = factor?.confirmed === true;
  if (needed && code === undefined) {
    await trial.undecided();
    throw secondFactorRequired();
  }
  if (needed && !(await takeCode(pool, claimant.id, factor, code ?? '', settings.pepper))) throw wrongCode();

  const { changedAt } = claimant.password;
  const session = await changeOwn(pool, request, reply, {
    user: claimant.id,
    action: 'sessions.create',
    async work(client) {
      const same = await row(
        client,
        'SELECT FROM passwords WHERE user_id = $1 AND changed_at = $2::timestamptz',
        [claimant.id, changedAt],
      );
      if (same === undefined) throw wrongCredentials();
      await client.query('UPDATE users SET last_login_at = now() WHERE id = $1', [claimant.id]);
      return startSession(client, request, settings.session, { user: claimant.id, secondFactor: needed });
    },
    history: ({ id }) => ({
      targetType: 'session',
      targetId: id,
      after: { user: claimant.id, second_factor: needed },
    }),
  });
  await trial.succeeded();
  if (hasher.outdated(claimant.password)) {
    await strengthenPassword(pool, claimant.id, claimant.password, await hasher.hash(password));
  }
  return { claimant, session };
}
