import type { AccountDependencies } from '../accounts.ts';
import type { AdminApp } from '../admin-app.ts';
import { alterThing, createThing, readThing } from '../change.ts';
import { pageOf } from '../http/page.ts';
import { listAllowed } from '../list-allowed.ts';
import { closed, uuid } from '../schemas.ts';
import { acceptInvitation, openInvitation } from './accept.ts';
import { invite } from './invite.ts';
import { INVITING, judgeInvitation } from './judge-invitation.ts';
import { invitationQuery, listedInvitations, listInvitations } from './list-invitations.ts';
import { invitations } from './queries.ts';
import { demandOpen, revokeInvitation } from './revoke.ts';
import { acceptance, accepted, invitation, lookedUp, lookUp, newInvitation, resending } from './schemas.ts';
import { sendLink } from './send-link.ts';

const params = closed({ id: uuid });

export function invitationRoutes(app: AdminApp, { pool, accounts }: AccountDependencies): void {
  app.get(
    '/invitations',
    {
      config: { operation: 'invitations.list' },
      schema: {
        querystring: invitationQuery,
        response: { 200: pageOf(invitation) },
      },
    },
    (request) =>
      listAllowed(request, listedInvitations, (page) => listInvitations(pool, request.query, page)),
  );

  app.get(
    '/invitations/:id',
    { config: { operation: 'invitations.get' }, schema: { params, response: { 200: invitation } } },
    (request, reply) => readThing({ pool, request, reply }, invitations, request.params.id),
  );

  app.post(
    '/invitations',
    {
      config: { operation: 'users.invite', furtherOperations: [...INVITING, 'invitations.revoke'] },
      schema: { body: newInvitation, response: { 201: invitation } },
    },
    async (request, reply) => {
      const made = await createThing({ pool, request, reply }, invitations, {
        work: (tools) => invite(tools, accounts.settings, request.body),
      });
      accounts.mail.wake();
      return made;
    },
  );

  app.post(
    '/invitations/:id/resend',
    {
      config: { operation: 'invitations.resend', furtherOperations: [...INVITING] },
      schema: { params, querystring: resending, response: { 200: invitation } },
    },
    async (request, reply) => {
      const { thing } = await alterThing({ pool, request, reply }, invitations, {
        id: request.params.id,
        rights: 'whole',
        async work(tools, before) {
          demandOpen(before.id, before.status);
          await judgeInvitation(tools, before);
          await sendLink(tools, accounts.settings, before, request.query.expires_in_hours);
        },
      });
      accounts.mail.wake();
      return thing;
    },
  );

  app.post(
    '/invitations/:id/revoke',
    { config: { operation: 'invitations.revoke' }, schema: { params, response: { 200: invitation } } },
    async (request, reply) => {
      const { thing } = await alterThing({ pool, request, reply }, invitations, {
        id: request.params.id,
        rights: 'whole',
        work: revokeInvitation,
      });
      return thing;
    },
  );
}

/** What the invited does with the link, without a token: look at it, any number of times, and accept it, once. */
export function acceptanceRoutes(app: AdminApp, deps: AccountDependencies): void {
  app.post(
    '/invitations/look-up',
    { schema: { body: lookUp, response: { 200: lookedUp } } },
    async (request) => {
      const { email, name, expires_at } = await openInvitation(deps.pool, request.body.token);
      return { email, name, expires_at };
    },
  );

  app.post(
    '/invitations/accept',
    { schema: { body: acceptance, response: { 200: accepted } } },
    async (request, reply) => ({ user: await acceptInvitation(deps, request, reply, request.body) }),
  );
}
