/**
 * Whether the time of a failed attempt to sign in tells a known address from an unknown one.
 *
 *   npx tsx test/admin/people/sign-in-timing.ts [tries]        400 by default
 *
 * Attempts on both kinds come in random order. Reported: medians, means, and the two-sided p of a rank test
 * (Mann-Whitney, normal approximation) and of Welch's t-test. No difference: p is above 0.01 in both.
 */
import { randomInt } from 'node:crypto';
import { test } from 'node:test';
import { defaultAccountSettings } from '../../../src/admin/account-settings.ts';
import { adminApi } from '../support/admin-api.ts';
import { Browser } from '../support/browser.ts';
import { listedMail } from '../support/mails.ts';
import { joined } from '../support/people.ts';

const PEOPLE = 20;
const WARM_UP = 30;
const LEAST_P = 0.01;

test('the time of failed attempts to sign in', async (t) => {
  const tries = Number(process.argv[2] ?? 400);
  const lockout = { ...defaultAccountSettings.lockout, account: 1e6, source: 1e6 };
  const { admin, app } = await adminApi(t, 'kaliaops', {
    ...listedMail,
    lockout,
    openRequestsPerMinute: 1e6,
  });
  for (let n = 0; n < PEOPLE; n += 1)
    await joined(app, admin, { email: `known-${n}@example.com`, role: 'viewer' });
  const attempt = async (kind: 'known' | 'other') => {
    const email = `${kind}-${randomInt(PEOPLE)}@example.com`;
    const start = performance.now();
    await new Browser(app).signIn(email, 'not the password of anyone');
    return performance.now() - start;
  };
  const times = { known: [] as number[], other: [] as number[] };
  for (let n = 0; n < WARM_UP; n += 1) await attempt(n % 2 === 0 ? 'known' : 'other');
  while (times.known.length + times.other.length < tries) {
    const kind = randomInt(2) === 0 ? 'known' : 'other';
    times[kind].push(await attempt(kind));
  }
  const report = {
    known: summary(times.known),
    unknown: summary(times.other),
    'p of the rank test': rankTest(times.known, times.other),
    'p of the t-test': welch(times.known, times.other),
  };
  console.log(report);
  const least = Math.min(report['p of the rank test'], report['p of the t-test']);
  console.log(least > LEAST_P ? 'no measurable difference' : 'THE TIMES DIFFER');
});

function summary(values: readonly number[]) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (part: number) => sorted[Math.floor(part * (sorted.length - 1))]?.toFixed(2);
  return { tries: values.length, mean: mean(values).toFixed(2), median: at(0.5), p90: at(0.9), unit: 'ms' };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function variance(values: readonly number[]): number {
  const middle = mean(values);
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1);
}

function welch(a: readonly number[], b: readonly number[]): number {
  return twoSided((mean(a) - mean(b)) / Math.sqrt(variance(a) / a.length + variance(b) / b.length));
}

function rankTest(a: readonly number[], b: readonly number[]): number {
  const ranked = [...a.map((value) => ({ value, of: 'a' })), ...b.map((value) => ({ value, of: 'b' }))].sort(
    (x, y) => x.value - y.value,
  );
  const sum = ranked.reduce((total, { of }, index) => total + (of === 'a' ? index + 1 : 0), 0);
  const u = sum - (a.length * (a.length + 1)) / 2;
  const spread = Math.sqrt((a.length * b.length * (a.length + b.length + 1)) / 12);
  return twoSided((u - (a.length * b.length) / 2) / spread);
}

/** Source: Abramowitz and Stegun, 7.1.26; its error is below 1.5e-7. */
function twoSided(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const k = 1 / (1 + 0.3275911 * x);
  const series =
    k * (0.254829592 + k * (-0.284496736 + k * (1.421413741 + k * (-1.453152027 + k * 1.061405429))));
  return series * Math.exp(-x * x);
}
