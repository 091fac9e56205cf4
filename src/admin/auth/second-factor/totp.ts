import { Secret, TOTP } from 'otpauth';

const PERIOD = 30;
/** A code of the period before or after is taken too, for clocks that go wrong. Source: RFC 6238, section 5.2. */
const WINDOW = 1;
const SECRET_BYTES = 20;

export function newTotpSecret(): Buffer {
  return Buffer.from(new Secret({ size: SECRET_BYTES }).bytes);
}

/** What an authenticator app reads, as a QR code or typed in. */
export function totpUri(secret: Buffer, account: string): { uri: string; secret: string } {
  const totp = totpOf(secret, account);
  return { uri: totp.toString(), secret: totp.secret.base32 };
}

/** The time step a code belongs to, or undefined when it is none of now. `now` in milliseconds. */
export function totpStep(secret: Buffer, code: string, now: number): number | undefined {
  const delta = totpOf(secret, '').validate({ token: code, timestamp: now, window: WINDOW });
  return delta === null ? undefined : Math.floor(now / 1000 / PERIOD) + delta;
}

function totpOf(secret: Buffer, label: string): TOTP {
  return new TOTP({
    issuer: 'Postern',
    label,
    algorithm: 'SHA1',
    digits: 6,
    period: PERIOD,
    secret: new Secret({ buffer: new Uint8Array(secret).buffer }),
  });
}
