import assert from 'node:assert/strict';
import type { AdminApp } from '../../../src/admin/admin-app.ts';
import { Browser } from './browser.ts';
import { type Client, expect } from './client.ts';
import { mailTo, tokenIn } from './mails.ts';

/** A password that may be chosen. */
export const PASSWORD = 'plum orchard at dusk';

/** Invites somebody, accepts the invitation, and returns a browser that is signed in, with the user's id. */
export async function joined(
  app: AdminApp,
  admin: Client,
  body: Record<string, unknown> & { readonly email: string },
): Promise<{ browser: Browser; user: string }> {
  const made = await admin.make('/invitations', { name: body.email.split('@', 1)[0], ...body });
  const browser = new Browser(app);
  const token = tokenIn(await mailTo(app, body.email));
  expect(await browser.post('/invitations/accept', { token, password: PASSWORD }), 200);
  expect(await browser.signIn(body.email, PASSWORD), 200);
  assert.ok(browser.cookie);
  return { browser, user: made.user };
}
