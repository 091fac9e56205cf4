import { createTransport } from 'nodemailer';
import type { OutgoingMail } from './outbox.ts';

/** Hands mails to a mail server, or to nobody. */
export interface MailTransport {
  /** Resolves once the mail is taken over. Throws a MailRefused when it never will be, any error for what may pass. */
  send(mail: OutgoingMail): Promise<void>;
  close(): void;
}

/** The mail server refused this very mail for good, so that trying again is of no use. */
export class MailRefused extends Error {
  override readonly name = 'MailRefused';
}

export interface SmtpOptions {
  /** `smtp://user:password@host:port` or `smtps://…`. */
  readonly url: string;
  /** The sender: an address, or a name and an address. */
  readonly from: string;
}

/** Milliseconds for each step of the conversation; together they stay below the lease of a mail. */
const STEP_TIMEOUT = 20_000;

/** Speaks SMTP with a mail server. A mail has the same Message-ID each time it is sent. Source: RFC 5322, section 3.6.4. */
export function smtpTransport({ url, from }: SmtpOptions): MailTransport {
  const transport = createTransport({
    url,
    connectionTimeout: STEP_TIMEOUT,
    greetingTimeout: STEP_TIMEOUT,
    socketTimeout: STEP_TIMEOUT,
    dnsTimeout: STEP_TIMEOUT,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async send({ id, recipient, subject, text, html }) {
      try {
        await transport.sendMail({
          from,
          to: { name: '', address: recipient },
          subject,
          text,
          html,
          messageId: `<${id}@${domainOf(from)}>`,
          headers: { 'Auto-Submitted': 'auto-generated' },
        });
      } catch (error) {
        throw isRefusal(error) ? new MailRefused(error.message) : error;
      }
    },
    close: () => transport.close(),
  };
}

/** Sends to nobody: mails are listed where they can be read, in development. */
export const listingTransport: MailTransport = { send: () => Promise.resolve(), close: () => {} };

function domainOf(from: string): string {
  return /@([A-Za-z0-9.-]+)>?\s*$/.exec(from)?.[1] ?? 'postern.invalid';
}

/** A reply of class 5 to the recipient or the content; one to the log-in is the operator's to mend, and may pass. */
function isRefusal(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  const { code, responseCode } = error as { code?: unknown; responseCode?: unknown };
  return (
    (code === 'EENVELOPE' || code === 'EMESSAGE') && typeof responseCode === 'number' && responseCode >= 500
  );
}
