import { type AccountSettings, defaultAccountSettings } from '../admin/account-settings.ts';
import type { Config } from '../config.ts';
import { formatListenAddress, type ListenAddress } from '../listen-address.ts';

/** What is done with mails in development. */
export type DevelopmentMail = Pick<AccountSettings['mail'], 'listed' | 'onSent'>;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** The settings as the management API takes them. */
export function accountSettingsOf(config: Config, mail: DevelopmentMail | undefined): AccountSettings {
  const { adminUrl, adminListen, smtpUrl, mailFrom, passwordPepper, trustProxy } = config;
  return {
    ...defaultAccountSettings,
    linkBase: adminUrl ?? urlOf(adminListen),
    mail: { smtpUrl, from: mailFrom, listed: false, ...mail },
    pepper: passwordPepper,
    invitationLifetime: config.invitationHours * HOUR,
    resetLifetime: config.resetMinutes * MINUTE,
    session: { idle: config.sessionIdleMinutes * MINUTE, longest: config.sessionHours * HOUR },
    answersKept: config.idempotencyHours * HOUR,
    trustProxy: trustProxy === 'yes',
  };
}

/** A URL under which a browser on this machine finds what listens there; a Unix socket has none of its own. */
function urlOf(address: ListenAddress): string {
  if (address.kind === 'unix') return 'http://localhost';
  const everywhere = ['0.0.0.0', '::'].includes(address.host);
  return `http://${formatListenAddress(everywhere ? { ...address, host: 'localhost' } : address)}`;
}
