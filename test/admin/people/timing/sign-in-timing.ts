/**
 * Whether the time of a failed attempt to sign in tells a known address from an unknown one.
 *
 *   npm run timing -- [tries]        400 by default; half a minute on a quiet machine
 *
 * Attempts on both kinds come in pairs, each in random order, so that what else the machine does falls on both alike.
 * Fails where the times differ: the p of a test is below 0.01. By chance that happens once or twice in a hundred runs.
 * On a busy machine the report says how small a difference it could have missed.
 */
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { test } from 'node:test';
import { defaultAccountSettings } from '../../../../src/admin/account-settings.ts';
import type { AdminApp } from '../../../../src/admin/admin-app.ts';
import { adminApi } from '../../support/admin-api.ts';
import { Browser } from '../../support/browser.ts';
import { listedMail } from '../../support/mails.ts';
import { joined } from '../../support/people.ts';
import { compareTimes, mean, quantile } from './statistics.ts';

const PEOPLE = 20;
const WARM_UP = 40;
const LEAST_P = 0.01;

type Kind = 'known' | 'unknown';

test('the time of a failed attempt to sign in does not tell whether there is such an account', async (t) => {
  const tries = Number(process.argv[2] ?? 400);
  const lockout = { ...defaultAccountSettings.lockout, account: 1e6, source: 1e6 };
  const settings = { ...listedMail, lockout, openRequestsPerMinute: 1e6 };
  const { admin, app } = await adminApi(t, 'kaliaops', settings);
  for (let n = 0; n < PEOPLE; n += 1)
    await joined(app, admin, { email: `known-${n}@example.com`, role: 'viewer' });

  const { known, unknown } = await measure(app, tries);
  const { difference, rankP, tP } = compareTimes(known, unknown, Math.random);
  const least = Math.min(rankP, tP);
  console.log({ known: summary(known), unknown: summary(unknown) });
  console.log(
    `Unknown addresses take ${ms(difference.median)} more in the median; ` +
      `with 99 % the truth lies between ${ms(difference.from)} and ${ms(difference.to)}.`,
  );
  console.log(`p of the rank test: ${rankP.toFixed(3)}; of the t-test: ${tP.toFixed(3)}`);
  assert.ok(least >= LEAST_P, 'the times differ');
  console.log(`No measurable difference in ${tries} tries.`);
});

async function measure(app: AdminApp, tries: number): Promise<Record<Kind, number[]>> {
  const times: Record<Kind, number[]> = { known: [], unknown: [] };
  const kinds = ['known', 'unknown'] as const;
  for (let n = -WARM_UP; n < tries; n += 2) {
    for (const kind of randomInt(2) === 0 ? kinds : kinds.toReversed()) {
      const time = await attempt(app, kind);
      if (n >= 0) times[kind].push(time);
    }
  }
  return times;
}

/** Milliseconds that a failed attempt took. */
async function attempt(app: AdminApp, kind: Kind): Promise<number> {
  const email = `${kind}-${randomInt(PEOPLE)}@example.com`;
  const start = performance.now();
  await new Browser(app).signIn(email, 'not the password of anyone');
  return performance.now() - start;
}

function summary(values: readonly number[]) {
  const part = (share: number) => ms(quantile(values, share));
  return { tries: values.length, mean: ms(mean(values)), median: part(0.5), p90: part(0.9) };
}

function ms(value: number): string {
  return `${value.toFixed(2)} ms`;
}
