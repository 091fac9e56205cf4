import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { buildPolicy } from '../../src/policy/build/build-policy.ts';
import {
  type Capabilities,
  capabilitiesPath,
  supportedCapabilities,
} from '../../src/policy/build/capabilities.ts';
import { deprecatedBuiltins } from '../../src/policy/build/native-builtins.ts';
import { runOpa } from '../../src/policy/build/opa.ts';
import { shippedPolicy } from '../../src/policy/build/shipped-policy.ts';
import { readSources } from '../../src/policy/build/sources.ts';
import { builtins } from '../../src/policy/builtins.ts';
import { readPolicyBundle } from '../../src/policy/bundle.ts';
import { needsOpa, opa } from '../support/opa.ts';

const committed = await readFile(shippedPolicy.bundle);
const capabilities = JSON.parse(await readFile(capabilitiesPath, 'utf8')) as Capabilities;

test('the committed bundle holds the Rego as written, without its tests', async () => {
  const { modules, entrypoints, roots } = await readPolicyBundle(committed);
  const sources = await readSources(shippedPolicy.folder);
  assert.deepEqual([...modules].sort(), sources.map(({ path, text }) => [path, text]).sort());
  assert.ok(sources.every(({ path }) => path.startsWith('authz/') && !path.endsWith('_test.rego')));
  assert.deepEqual([...entrypoints].sort(), shippedPolicy.entrypoints);
  assert.deepEqual(roots, ['authz']);
});

test('the committed bundle is what the sources give', needsOpa, async () => {
  const { bundle } = await buildPolicy(opa, shippedPolicy.folder, shippedPolicy.entrypoints);
  assert.ok(committed.equals(bundle), 'build it again: postern policy build');
});

test('the capabilities are what this OPA has and a module can run', needsOpa, async () => {
  const all = JSON.parse(await runOpa(opa, '.', ['capabilities', '--current'])) as Capabilities;
  assert.deepEqual(capabilities, supportedCapabilities(all), 'postern policy capabilities prints them');
});

test('the capabilities hold every builtin of today, and none that reaches out or rolls dice', () => {
  const names = new Set(capabilities.builtins.map(({ name }) => name));
  for (const name of builtins.keys()) assert.equal(names.has(name), !deprecatedBuiltins.includes(name), name);
  for (const name of ['http.send', 'rand.intn', 'uuid.rfc4122', 'opa.runtime', 'net.lookup_ip_addr']) {
    assert.ok(!names.has(name), name);
  }
});
