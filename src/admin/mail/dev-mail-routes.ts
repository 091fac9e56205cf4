import type { FastifyReply } from 'fastify';
import type { Pool } from 'pg';
import { Type } from 'typebox';
import type { AdminApp } from '../admin-app.ts';
import { closed, moment, nullable, uuid } from '../schemas.ts';
import { escapeHtml } from './html.ts';
import { type ListedMail, listMail } from './outbox.ts';

const MAILS_LISTED = 100;

const mail = closed({
  id: uuid,
  recipient: Type.String(),
  subject: Type.String(),
  text: Type.String(),
  html: Type.String(),
  created_at: moment,
  sent_at: nullable(moment),
});

/**
 * `GET /dev/mail`: the mails of a development run, as a page, or as JSON for `Accept: application/json`. Needs no token
 * and shows links that open accounts, so it exists only where that is asked for.
 */
export function devMailRoutes(app: AdminApp, pool: Pool): void {
  app.get(
    '/dev/mail',
    { schema: { response: { 200: { content: { 'application/json': { schema: Type.Array(mail) } } } } } },
    async (request, reply) => {
      const mails = await listMail(pool, MAILS_LISTED);
      reply.header('cache-control', 'no-store');
      if (!/\bapplication\/json\b/.test(request.headers.accept ?? '')) return sendPage(reply, mails);
      return mails.map((listed) => ({
        ...listed,
        created_at: listed.created_at.toISOString(),
        sent_at: listed.sent_at?.toISOString() ?? null,
      }));
    },
  );
}

function sendPage(reply: FastifyReply, mails: readonly ListedMail[]): FastifyReply {
  const listed = mails.map(
    ({ recipient, subject, text, created_at }) =>
      `<h2>${escapeHtml(subject)}</h2>\n<p>${escapeHtml(recipient)}, ${created_at.toISOString()}</p>\n` +
      `<pre>${linked(text)}</pre>`,
  );
  const body = mails.length === 0 ? '<p>No mail was sent yet.</p>' : listed.join('\n');
  return reply
    .type('text/html; charset=utf-8')
    .header('content-security-policy', "default-src 'none'")
    .header('referrer-policy', 'no-referrer')
    .serializer((page: string) => page)
    .send(`<!doctype html>\n<meta charset="utf-8">\n<title>Mail</title>\n<h1>Mail</h1>\n${body}\n`);
}

function linked(text: string): string {
  return escapeHtml(text).replace(/https?:\/\/[^\s<>&]+/g, (link) => `<a href="${link}">${link}</a>`);
}
