import type { Pool } from 'pg';
import { transaction } from '../../../db/transaction.ts';
import type { AccountSettings } from '../../account-settings.ts';
import { findClaimant } from '../passwords/queries.ts';
import { mailReset, takeResetRequest, wasJustReset } from './queries.ts';

/** Seconds between two links for one account: who asks again at once finds the first in the mail. */
const SELDOM = 30;

/**
 * Looks one request for a new password up and mails the link where there is such an active person. Done apart from the
 * request itself, which tells nobody whether there is. Returns whether there was a request.
 */
export async function resolveResetRequest(pool: Pool, settings: AccountSettings): Promise<boolean> {
  const { result } = await transaction(pool, async (client) => {
    const email = await takeResetRequest(client);
    if (email === undefined) return false;
    const claimant = await findClaimant(client, email);
    if (claimant === undefined || (await wasJustReset(client, claimant.id, SELDOM))) return true;
    await mailReset(client, claimant, settings);
    return true;
  });
  return result;
}
