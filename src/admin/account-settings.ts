import type { OutgoingMail } from './mail/outbox.ts';

/** How people get their accounts and sign in. Times are in milliseconds. */
export interface AccountSettings {
  /** Where links in mails lead, without a slash at its end. */
  readonly linkBase: string;
  readonly mail: {
    /** The mail server; undefined: mails wait in the outbox. */
    readonly smtpUrl: string | undefined;
    /** The sender: an address, or a name and an address. */
    readonly from: string;
    /** In development: mails go to nobody where there is no mail server, keep their content and are listed at `/dev/mail`. */
    readonly listed: boolean;
    /** Told of each mail that was sent. */
    readonly onSent?: ((mail: OutgoingMail) => void) | undefined;
    /** Until the next try after so many failed ones; by default longer each time, up to 15 minutes. */
    readonly pause?: ((tries: number) => number) | undefined;
  };
  /** A secret that goes into each password's hash and seals what must be kept readable. */
  readonly pepper: string | undefined;
  /** How long a link that invites can be used. */
  readonly invitationLifetime: number;
  /** How long a link to choose a new password can be used. */
  readonly resetLifetime: number;
  readonly session: {
    /** Since it was used last. */
    readonly idle: number;
    readonly longest: number;
  };
  readonly lockout: Lockout;
  /** How long the answer to a request with an Idempotency-Key is kept. */
  readonly answersKept: number;
  /** Requests a minute from one address to the routes that need no token. */
  readonly openRequestsPerMinute: number;
  /** Whether the address of a client is what a proxy in front says in `X-Forwarded-For`. */
  readonly trustProxy: boolean | string;
}

export interface Lockout {
  /** Failed attempts on one account before it is locked. */
  readonly account: number;
  /** The same for one source address, whatever the accounts. */
  readonly source: number;
  /** The first lock; each further failure doubles it. */
  readonly first: number;
  readonly longest: number;
  /** Failures older than this don't count any more. */
  readonly forget: number;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

export const defaultAccountSettings: AccountSettings = {
  linkBase: 'http://127.0.0.1:8282',
  mail: { smtpUrl: undefined, from: 'Postern <postern@localhost>', listed: false },
  pepper: undefined,
  invitationLifetime: 48 * HOUR,
  resetLifetime: HOUR,
  session: { idle: 8 * HOUR, longest: 7 * 24 * HOUR },
  lockout: { account: 5, source: 50, first: 30 * SECOND, longest: HOUR, forget: 24 * HOUR },
  answersKept: 24 * HOUR,
  openRequestsPerMinute: 60,
  trustProxy: false,
};
