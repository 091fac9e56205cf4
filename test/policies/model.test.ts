import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { shippedPolicy } from '../../src/policy/build/shipped-policy.ts';
import { readPolicyBundle } from '../../src/policy/bundle.ts';
import { findDisagreement, freshSeed } from './model/disagreement.ts';
import type { Judgement } from './model/judge.ts';
import { createWasmVoice } from './model/wasm-voice.ts';

const companies = 400;
const questionsEach = 250;

test('the policy and its model agree on 100,000 random companies and requests', async () => {
  const { wasm } = await readPolicyBundle(await readFile(shippedPolicy.bundle));
  const counts = new Map<string, number>();
  const seen = (judgement: Judgement) => {
    for (const kind of kindsOf(judgement)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  };
  const voice = await createWasmVoice(wasm);
  const found = findDisagreement(voice, { seed: freshSeed(), companies, questionsEach, seen });
  assert.ok(found === undefined, inspect(found, { depth: 8 }));

  const share = (kind: string) => (counts.get(kind) ?? 0) / (companies * questionsEach);
  const shares = inspect([...counts].map(([kind]) => [kind, share(kind)]));
  for (const [kind, least] of leastShares) assert.ok(share(kind) >= least, `too little ${kind} in ${shares}`);
});

/** Every outcome must be met often, or agreement would say little. */
const leastShares = new Map([
  ['allow', 0.15],
  ['deny', 0.3],
  ['user_unknown', 0.01],
  ['user_not_active', 0.05],
  ['permission_required', 0.05],
  ['permission_required, denied', 0.01],
  ['grant_expired', 0.02],
  ['out_of_scope', 0.05],
  ['organization_limit', 0.02],
  ['masked', 0.1],
  ['allow, masked', 0.02],
  ['allow, unmasked', 0.05],
]);

function kindsOf({ allow, reasons, masks }: Judgement): string[] {
  const answer = allow ? 'allow' : 'deny';
  const masked = masks.length > 0 ? 'masked' : 'unmasked';
  const codes = reasons.map(({ code, denied }) => (denied === true ? `${code}, denied` : `${code}`));
  return [answer, masked, `${answer}, ${masked}`, ...codes];
}
