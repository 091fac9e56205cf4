import type { AccountSettings } from '../account-settings.ts';
import { linkTo } from '../auth/links.ts';
import { randomToken } from '../auth/random-token.ts';
import type { ChangeTools } from '../change.ts';
import type { Language } from '../mail/language.ts';
import { enqueueMail } from '../mail/outbox.ts';
import { renderMail } from '../mail/templates/render-mail.ts';
import { row } from '../queryable.ts';
import { setLink } from './queries.ts';

const HOUR = 60 * 60_000;

/** Gives an invitation a new link and a new end, in the name of whoever asks, and mails it. */
export async function sendLink(
  { client, judge }: ChangeTools,
  { linkBase, invitationLifetime }: AccountSettings,
  { id, name, email, language }: { id: string; name: string; email: string; language: Language },
  hours: number | undefined,
): Promise<void> {
  const { token, hash } = randomToken();
  const expires = new Date(Date.now() + (hours === undefined ? invitationLifetime : hours * HOUR));
  await setLink(client, id, { hash, expires, by: judge.actor.id });
  const inviter = await row<{ name: string }>(client, 'SELECT name FROM users WHERE id = $1', [
    judge.actor.id,
  ]);
  const facts = { name, inviter: inviter?.name ?? judge.actor.id, expires };
  await enqueueMail(client, {
    template: 'invitation',
    language,
    recipient: email,
    about: `invitation:${id}`,
    content: renderMail('invitation', language, facts, linkTo(linkBase, 'accept-invitation', token)),
    notAfter: expires,
  });
}
