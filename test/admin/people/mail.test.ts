import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { type AccountSettings, defaultAccountSettings } from '../../../src/admin/account-settings.ts';
import { backOff } from '../../../src/admin/mail/back-off.ts';
import { enqueueMail } from '../../../src/admin/mail/outbox.ts';
import { sendNext } from '../../../src/admin/mail/send-next.ts';
import { renderMail } from '../../../src/admin/mail/templates/render-mail.ts';
import { transaction } from '../../../src/db/transaction.ts';
import { testDatabase } from '../../support/database.ts';
import { adminApi } from '../support/admin-api.ts';
import { expect } from '../support/client.ts';
import { header, type MailServerOptions, mailServer, refusal } from './smtp.ts';

const LIMIT = 20_000;

async function until<T>(what: string, condition: () => T | undefined | Promise<T | undefined>): Promise<T> {
  for (const end = Date.now() + LIMIT; Date.now() < end; await sleep(20)) {
    const found = await condition();
    if (found !== undefined && found !== false) return found;
  }
  throw new Error(`Not within ${LIMIT} ms: ${what}`);
}

function through(smtpUrl: string): Partial<AccountSettings> {
  return {
    mail: { ...defaultAccountSettings.mail, smtpUrl, from: 'Access <access@example.com>', pause: () => 50 },
  };
}

async function serverOf(t: TestContext, options?: MailServerOptions) {
  const server = await mailServer(options);
  t.after(() => server.close());
  return server;
}

test('an invitation arrives over SMTP, as text and HTML, and its content is forgotten', async (t) => {
  const server = await serverOf(t);
  const { admin, pool } = await adminApi(t, 'kaliaops', through(server.url));
  await admin.make('/invitations', { email: 'you@example.com', name: 'Zoë', role: 'viewer', language: 'de' });
  const mail = await until('a mail', () => server.received[0]);
  assert.deepEqual([mail.from, mail.to], ['access@example.com', ['you@example.com']]);
  assert.match(header(mail, 'Message-ID') ?? '', /^<[0-9a-f-]{36}@example\.com>$/);
  assert.equal(header(mail, 'Auto-Submitted'), 'auto-generated');
  assert.match(header(mail, 'Content-Type') ?? '', /^multipart\/alternative/);
  for (const type of ['text/plain', 'text/html']) assert.ok(mail.message.includes(type));
  const kept = await until('the outbox to know', async () => {
    const { rows } = await pool.query('SELECT body_text, body_html, sent_at FROM mail_outbox');
    return rows[0].sent_at === null ? undefined : rows[0];
  });
  assert.deepEqual([kept.body_text, kept.body_html], [null, null]);
});

test('a mail waits while the server is down, and goes out once when it is up', async (t) => {
  const first = await mailServer();
  await first.close();
  const { admin, pool } = await adminApi(t, 'kaliaops', through(first.url));
  await admin.make('/invitations', { email: 'wait@example.com', name: 'W', role: 'viewer' });
  await until('three tries', async () => {
    const { rows } = await pool.query('SELECT tries, last_error FROM mail_outbox');
    return rows[0].tries >= 3 && /ECONNREFUSED/.test(rows[0].last_error) ? true : undefined;
  });
  const server = await serverOf(t, { port: first.port });
  await until('a mail', () => server.received[0]);
  await until('the outbox to know', async () => {
    const { rows } = await pool.query('SELECT FROM mail_outbox WHERE sent_at IS NOT NULL');
    return rows[0];
  });
  await sleep(200);
  assert.equal(server.received.length, 1);
});

test('what is sent twice has one id: the server took it and broke off', async (t) => {
  let broken = 0;
  const server = await serverOf(t, {
    onMessage() {
      broken += 1;
      if (broken === 1) throw refusal(451, 'try again');
    },
  });
  const { admin } = await adminApi(t, 'kaliaops', through(server.url));
  await admin.make('/invitations', { email: 'twice@example.com', name: 'T', role: 'viewer' });
  const second = await until('a second try', () => server.received[1]);
  const [one] = server.received;
  assert.ok(one);
  assert.equal(header(one, 'Message-ID'), header(second, 'Message-ID'));
});

test('one whom the server refuses for good is given up; others get theirs', async (t) => {
  const server = await serverOf(t, {
    onRecipient(address) {
      if (address.startsWith('nobody')) throw refusal(550, 'no such mailbox');
    },
  });
  const { admin, pool } = await adminApi(t, 'kaliaops', through(server.url));
  for (const name of ['nobody', 'somebody'])
    await admin.make('/invitations', { email: `${name}@example.com`, name, role: 'viewer' });
  const mail = await until('a mail', () => server.received[0]);
  assert.deepEqual(mail.to, ['somebody@example.com']);
  const { rows } = await pool.query(
    `SELECT tries, body_text, last_error FROM mail_outbox WHERE given_up_at IS NOT NULL`,
  );
  assert.equal(rows.length, 1);
  assert.deepEqual([rows[0].tries, rows[0].body_text], [1, null]);
  assert.match(rows[0].last_error, /no such mailbox/);
});

test('a change that fails mails nobody', async (t) => {
  const server = await serverOf(t);
  const { admin, pool } = await adminApi(t, 'kaliaops', through(server.url));
  await pool.query(`ALTER TABLE audit_events ADD CHECK (action <> 'users.invite') NOT VALID`);
  expect(await admin.post('/invitations', { email: 'never@example.com', name: 'N', role: 'viewer' }), 500);
  await pool.query('ALTER TABLE audit_events DROP CONSTRAINT audit_events_action_check');
  await admin.make('/invitations', { email: 'after@example.com', name: 'A', role: 'viewer' });
  await until('a mail', () => server.received[0]);
  assert.deepEqual(
    server.received.flatMap(({ to }) => to),
    ['after@example.com'],
  );
});

test('a link that was replaced or revoked before it was sent is not sent', async (t) => {
  const server = await mailServer();
  await server.close();
  const { admin, pool } = await adminApi(t, 'kaliaops', through(server.url));
  const made = await admin.make('/invitations', { email: 'r@example.com', name: 'R', role: 'viewer' });
  expect(await admin.post(`/invitations/${made.id}/resend`), 200);
  assert.equal((await pool.query('SELECT FROM mail_outbox')).rowCount, 1);
  expect(await admin.post(`/invitations/${made.id}/revoke`), 200);
  assert.equal((await pool.query('SELECT FROM mail_outbox')).rowCount, 0);
  const other = await admin.make('/invitations', { email: 'd@example.com', name: 'D', role: 'viewer' });
  assert.equal((await pool.query('SELECT FROM mail_outbox')).rowCount, 1);
  expect(await admin.delete(`/users/${other.user}`), 204);
  assert.equal((await pool.query('SELECT FROM mail_outbox')).rowCount, 0);
});

test('many senders send each mail once', async (t) => {
  const { pool } = await testDatabase(t);
  for (let n = 0; n < 40; n += 1) {
    await transaction(pool, (client) =>
      enqueueMail(client, {
        template: 'password-changed',
        language: 'en',
        recipient: `p${n}@example.com`,
        about: `test:${n}`,
        content: renderMail('password-changed', 'en', { name: 'P' }),
        notAfter: null,
      }),
    );
  }
  const sent: string[] = [];
  const transport = { send: async ({ id }: { id: string }) => void sent.push(id), close: () => {} };
  const logger = pino({ level: 'silent' });
  const sender = async () => {
    while (await sendNext({ pool, transport, keep: false, logger })) {}
  };
  await Promise.all(Array.from({ length: 8 }, sender));
  assert.equal(sent.length, 40);
  assert.equal(new Set(sent).size, 40);
});

test('pauses grow to a quarter of an hour', () => {
  assert.deepEqual([1, 2, 3, 100].map(backOff), [5_000, 10_000, 20_000, 900_000]);
});

test('/dev/mail is there only where mails are listed', async (t) => {
  const { app } = await adminApi(t, 'kaliaops');
  assert.equal((await app.inject({ url: '/dev/mail' })).statusCode, 404);
  const listed = await adminApi(t, 'kaliaops', { mail: { ...defaultAccountSettings.mail, listed: true } });
  await listed.admin.make('/invitations', { email: 'p@example.com', name: '<i>P</i>', role: 'viewer' });
  const page = await listed.app.inject({ url: '/dev/mail' });
  assert.match(String(page.headers['content-type']), /^text\/html/);
  assert.match(page.body, /&lt;i&gt;P&lt;\/i&gt;/);
  assert.match(page.body, /<a href="http:\/\/127\.0\.0\.1:8282\/accept-invitation#token=[\w-]{43}">/);
});
