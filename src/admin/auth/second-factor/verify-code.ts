import type { Queryable } from '../../queryable.ts';
import { type SecondFactor, useRecoveryCode, useStep } from './queries.ts';
import { recoveryCodeHash } from './recovery-codes.ts';
import { seal, unseal } from './seal.ts';
import { totpStep } from './totp.ts';

/** A secret as it is kept: sealed where there is a pepper. */
export function keptSecret(
  secret: Buffer,
  pepper: string | undefined,
): Pick<SecondFactor, 'secret' | 'sealed'> {
  return pepper === undefined ? { secret, sealed: false } : { secret: seal(secret, pepper), sealed: true };
}

/** Whether a code of the app is right now and was not taken before; it is taken by this. */
export async function takeTotpCode(
  db: Queryable,
  user: string,
  factor: SecondFactor,
  code: string,
  pepper: string | undefined,
): Promise<boolean> {
  const step = totpStep(openSecret(factor, pepper), code.replaceAll(/\s/g, ''), Date.now());
  return step !== undefined && (await useStep(db, user, step));
}

/** Whether a code is right: six digits of the app, or a recovery code. Either is good once. */
export async function takeCode(
  db: Queryable,
  user: string,
  factor: SecondFactor,
  code: string,
  pepper: string | undefined,
): Promise<boolean> {
  if (/^[\d\s]{6,9}$/.test(code)) return takeTotpCode(db, user, factor, code, pepper);
  return useRecoveryCode(db, user, recoveryCodeHash(code));
}

function openSecret({ secret, sealed }: SecondFactor, pepper: string | undefined): Buffer {
  if (!sealed) return secret;
  if (pepper === undefined) throw new Error('A second factor is sealed, and no pepper is configured.');
  return unseal(secret, pepper);
}
