import { type AccountSettings, defaultAccountSettings } from '../admin/account-settings.ts';
import type { Config } from '../config.ts';
import { formatListenAddress } from '../listen-address.ts';

/** What is done with mails in development. */
export type DevelopmentMail = Pick<AccountSettings['mail'], 'listed' | 'onSent'>;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** The settings as the management API takes them. */
export function accountSettingsOf(config: Config, mail: DevelopmentMail | undefined): AccountSettings {
  const { adminUrl, adminListen, smtpUrl, mailFrom, passwordPepper, trustProxy } = config;
  return {
    ...defaultAccountSettings,
    linkBase: adminUrl ?? formatListenAddress(adminListen),
    mail: { smtpUrl, from: mailFrom, listed: false, ...mail },
    pepper: passwordPepper,
    invitationLifetime: config.invitationHours * HOUR,
    resetLifetime: config.resetMinutes * MINUTE,
    session: { idle: config.sessionIdleMinutes * MINUTE, longest: config.sessionHours * HOUR },
    answersKept: config.idempotencyHours * HOUR,
    trustProxy: trustProxy === 'yes',
  };
}
