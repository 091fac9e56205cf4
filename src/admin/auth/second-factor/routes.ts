import { Type } from 'typebox';
import type { AccountDependencies } from '../../accounts.ts';
import type { AdminApp } from '../../admin-app.ts';
import { Problem } from '../../http/problem.ts';
import { conflict } from '../../http/problems.ts';
import { changeOwn } from '../../own-change.ts';
import { closed, noContent } from '../../schemas.ts';
import { confirmIdentity } from '../passwords/confirm-identity.ts';
import { givenPassword } from '../passwords/password-policy.ts';
import {
  beginSecondFactor,
  confirmSecondFactor,
  countRecoveryCodes,
  deleteSecondFactor,
  readSecondFactor,
  replaceRecoveryCodes,
} from './queries.ts';
import { newRecoveryCodes, recoveryCodeHash } from './recovery-codes.ts';
import { newTotpSecret, totpUri } from './totp.ts';
import { keptSecret, takeTotpCode } from './verify-code.ts';

const state = closed({ enabled: Type.Boolean(), recovery_codes_left: Type.Integer() });
const begun = closed({ uri: Type.String(), secret: Type.String() });
const codes = closed({
  recovery_codes: Type.Array(Type.String(), { description: 'Shown once. Each is good once.' }),
});
const byPassword = closed({ password: givenPassword });

/**
 * One's own second factor (RFC 6238): begun with the password, in force once a first code showed that the app has the
 * secret, ended with the password.
 */
export function secondFactorRoutes(app: AdminApp, deps: AccountDependencies): void {
  const { pool, accounts } = deps;
  const { pepper } = accounts.settings;
  const confirm = async (request: Parameters<typeof confirmIdentity>[1], password: string) => {
    const claimant = await confirmIdentity(deps, request, password);
    if (claimant === undefined) throw notConfirmed('The password is wrong.');
    return claimant;
  };

  app.get('/me/second-factor', { schema: { response: { 200: state } } }, async ({ actor }) => ({
    enabled: (await readSecondFactor(pool, actor.id))?.confirmed === true,
    recovery_codes_left: await countRecoveryCodes(pool, actor.id),
  }));

  app.post(
    '/me/second-factor',
    { schema: { body: byPassword, response: { 201: begun } } },
    async (request, reply) => {
      const { id, email } = await confirm(request, request.body.password);
      const secret = newTotpSecret();
      await changeOwn(pool, request, reply, {
        user: id,
        action: 'users.begin_second_factor',
        async work(client) {
          if (await beginSecondFactor(client, id, keptSecret(secret, pepper))) return;
          throw conflict(
            'wrong-status',
            'There is a second factor already. End it before you begin another.',
          );
        },
      });
      reply.code(201);
      reply.header('cache-control', 'no-store');
      return totpUri(secret, email);
    },
  );

  app.post(
    '/me/second-factor/confirm',
    {
      schema: {
        body: closed({ code: Type.String({ minLength: 1, maxLength: 50 }) }),
        response: { 200: codes },
      },
    },
    async (request, reply) => {
      const { id } = request.actor;
      const made = newRecoveryCodes();
      await changeOwn(pool, request, reply, {
        user: id,
        action: 'users.confirm_second_factor',
        async work(client) {
          const factor = await readSecondFactor(client, id);
          if (factor === undefined || factor.confirmed)
            throw conflict('wrong-status', 'No second factor was begun, or it is in force already.');
          if (!(await takeTotpCode(client, id, factor, request.body.code, pepper)))
            throw notConfirmed('The code is wrong, or is not good any more.');
          await confirmSecondFactor(client, id);
          await replaceRecoveryCodes(client, id, made.map(recoveryCodeHash));
        },
      });
      reply.header('cache-control', 'no-store');
      return { recovery_codes: made };
    },
  );

  app.post(
    '/me/second-factor/recovery-codes',
    { schema: { body: byPassword, response: { 200: codes } } },
    async (request, reply) => {
      const { id } = await confirm(request, request.body.password);
      const made = newRecoveryCodes();
      await changeOwn(pool, request, reply, {
        user: id,
        action: 'users.replace_recovery_codes',
        async work(client) {
          if ((await readSecondFactor(client, id))?.confirmed !== true)
            throw conflict('wrong-status', 'There is no second factor in force.');
          await replaceRecoveryCodes(client, id, made.map(recoveryCodeHash));
        },
      });
      reply.header('cache-control', 'no-store');
      return { recovery_codes: made };
    },
  );

  app.post(
    '/me/second-factor/end',
    { schema: { body: byPassword, response: { 204: noContent } } },
    async (request, reply) => {
      const { id } = await confirm(request, request.body.password);
      await changeOwn(pool, request, reply, {
        user: id,
        action: 'users.end_second_factor',
        work: (client) => deleteSecondFactor(client, id),
        history: (ended) => (ended ? {} : undefined),
      });
      return reply.code(204).send(null);
    },
  );
}

function notConfirmed(detail: string): Problem {
  return new Problem({ status: 422, code: 'not-confirmed', title: 'Not confirmed', detail });
}
