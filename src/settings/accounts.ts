import { optional, setting } from './setting.ts';
import { baseUrl, numberFrom, oneOf } from './values.ts';

/** How people get their accounts and sign in. */
export const accountSettings = {
  adminUrl: optional({
    variable: 'POSTERN_ADMIN_URL',
    otherwise: 'the address that `POSTERN_ADMIN_LISTEN` names',
    sentence: 'Where people reach the management API; links in mails begin with it.',
    ...baseUrl,
  }),
  smtpUrl: optional({
    variable: 'POSTERN_SMTP_URL',
    otherwise: 'mails wait in the database',
    sentence: 'The mail server.',
    expected: 'smtp(s)://user:password@host:port',
    parse: (text) => (/^smtps?:\/\/\S+$/.test(text) && URL.canParse(text) ? text : undefined),
    secret: true,
  }),
  mailFrom: setting({
    variable: 'POSTERN_MAIL_FROM',
    default: 'Postern <postern@localhost>',
    sentence: 'The sender of mails.',
    expected: 'an address, or a name and an address in <>',
    parse: (text) => (/^[^<>\r\n]*<?[^\s<>@]+@[^\s<>@]+>?$/.test(text) ? text : undefined),
  }),
  passwordPepper: optional({
    variable: 'POSTERN_PASSWORD_PEPPER',
    otherwise: 'none',
    sentence: 'A secret that goes into the hash of each password. Changed, it makes all of them useless.',
    expected: 'at least 16 characters',
    parse: (text) => (text.length >= 16 ? text : undefined),
    secret: true,
  }),
  invitationHours: setting({
    variable: 'POSTERN_INVITATION_HOURS',
    default: '48',
    sentence: 'How long an invitation can be accepted, in hours.',
    ...numberFrom(1, 8760),
  }),
  resetMinutes: setting({
    variable: 'POSTERN_RESET_MINUTES',
    default: '60',
    sentence: 'How long a link to choose a new password can be used, in minutes.',
    ...numberFrom(5, 1440),
  }),
  sessionIdleMinutes: setting({
    variable: 'POSTERN_SESSION_IDLE_MINUTES',
    default: '480',
    sentence: 'After how long without use a session ends, in minutes.',
    ...numberFrom(1, 525_600),
  }),
  sessionHours: setting({
    variable: 'POSTERN_SESSION_HOURS',
    default: '168',
    sentence: 'How long a session may last, in hours.',
    ...numberFrom(1, 8760),
  }),
  trustProxy: setting({
    variable: 'POSTERN_TRUST_PROXY',
    default: 'no',
    sentence: 'Whether clients of the management API have the address that a proxy in front of it says.',
    ...oneOf('yes', 'no'),
  }),
};
