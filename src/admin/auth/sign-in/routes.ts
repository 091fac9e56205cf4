import { Type } from 'typebox';
import type { AccountDependencies } from '../../accounts.ts';
import type { AdminApp } from '../../admin-app.ts';
import { closed, email, id, moment, name, uuid } from '../../schemas.ts';
import { givenPassword } from '../passwords/password-policy.ts';
import { signIn } from './sign-in.ts';

const signInBody = closed({
  email,
  password: givenPassword,
  code: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 50,
      description: 'Of the authenticator app, or a recovery code. Needed with a second factor.',
    }),
  ),
});

const signedIn = closed({
  user: closed({ id, name, email }),
  session: closed({ id: uuid, expires_at: moment }),
  csrf_token: Type.String({ description: 'To be sent in X-CSRF-Token with every change.' }),
});

/** `POST /sign-in`: begins a session, whose token goes into a cookie and nowhere else. Needs no token. */
export function signInRoutes(app: AdminApp, deps: AccountDependencies): void {
  app.post(
    '/sign-in',
    { schema: { body: signInBody, response: { 200: signedIn } } },
    async (request, reply) => {
      const { claimant, session } = await signIn(deps, request, reply, request.body);
      reply.header('set-cookie', session.cookie);
      reply.header('cache-control', 'no-store');
      return {
        user: { id: claimant.id, name: claimant.name, email: claimant.email },
        session: { id: session.id, expires_at: session.expires.toISOString() },
        csrf_token: session.csrf,
      };
    },
  );
}
