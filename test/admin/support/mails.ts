import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AccountSettings } from '../../../src/admin/account-settings.ts';
import { defaultAccountSettings } from '../../../src/admin/account-settings.ts';
import type { AdminApp } from '../../../src/admin/admin-app.ts';

/** Settings under which mails are listed and no test is too fast. */
export const listedMail: Partial<AccountSettings> = {
  linkBase: 'https://console.example.com',
  mail: { ...defaultAccountSettings.mail, listed: true },
  openRequestsPerMinute: 10_000,
};

export interface ReadMail {
  readonly id: string;
  readonly recipient: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly sent_at: string | null;
}

/** The mails that `/dev/mail` shows to have been sent to an address, the newest first. */
export async function mailsTo(app: AdminApp, recipient: string): Promise<ReadMail[]> {
  const answer = await app.inject({ url: '/dev/mail', headers: { accept: 'application/json' } });
  assert.equal(answer.statusCode, 200, answer.body);
  return answer.json<ReadMail[]>().filter((mail) => mail.recipient === recipient && mail.sent_at !== null);
}

/** Waits for mail number `count` to an address and returns the newest. */
export async function mailTo(app: AdminApp, recipient: string, count = 1): Promise<ReadMail> {
  for (const until = Date.now() + 20_000; Date.now() < until; await sleep(20)) {
    const mails = await mailsTo(app, recipient);
    const [newest] = mails;
    if (mails.length >= count && newest !== undefined) return newest;
  }
  throw new Error(`Mail number ${count} to ${recipient} has not come.`);
}

/** The token in a mail's link. */
export function tokenIn({ text }: Pick<ReadMail, 'text'>): string {
  const token = /#token=([\w-]+)/.exec(text)?.[1];
  assert.ok(token, text);
  return token;
}
