import assert from 'node:assert/strict';
import { test } from 'node:test';
import { capabilitiesPath } from '../../src/policy/build/capabilities.ts';
import { runOpa } from '../../src/policy/build/opa.ts';
import { shippedPolicy } from '../../src/policy/build/shipped-policy.ts';
import { needsOpa, opa } from '../support/opa.ts';

const inPolicies = (...args: string[]) => runOpa(opa, shippedPolicy.folder, [...args, 'authz']);

test('the Rego tests pass and reach every line of the policy', needsOpa, async () => {
  const { files, coverage } = JSON.parse(await inPolicies('test', '--coverage')) as {
    coverage: number;
    files: Record<string, { not_covered?: unknown }>;
  };
  assert.ok(Object.keys(files).includes('authz/allow.rego'));
  const missed = Object.entries(files).filter(([, { not_covered }]) => not_covered !== undefined);
  assert.deepEqual(missed, []);
  assert.equal(coverage, 100);
});

test('there are Rego tests, and none is skipped', needsOpa, async () => {
  const results = JSON.parse(await inPolicies('test', '--format', 'json')) as {
    fail?: boolean;
    skip?: boolean;
  }[];
  assert.ok(results.length >= 60);
  assert.ok(results.every(({ fail, skip }) => fail !== true && skip !== true));
});

test('opa check --strict has nothing to say, with the builtins that run in a module', needsOpa, async () => {
  assert.equal((await inPolicies('check', '--strict')).trim(), '');
  assert.equal(
    (await inPolicies('check', '--capabilities', capabilitiesPath, '--ignore', '*_test.rego')).trim(),
    '',
  );
});

test('opa fmt would change nothing', needsOpa, async () => {
  assert.equal((await inPolicies('fmt', '--list')).trim(), '');
});
