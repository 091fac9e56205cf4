import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { buildPolicy } from '../../../src/policy/build/build-policy.ts';
import { shippedPolicy } from '../../../src/policy/build/shipped-policy.ts';
import { readPolicyBundle } from '../../../src/policy/bundle.ts';
import { filteringRule } from '../../../src/policy/filter/filtering-rule.ts';
import { needsOpa, opa } from '../../support/opa.ts';

test('the shipped decision allows by the rule allow, and allow by itself', async () => {
  const { plan } = await readPolicyBundle(await readFile(shippedPolicy.bundle));
  assert.equal(filteringRule(plan, 'authz/decision'), 'authz/allow');
  assert.equal(filteringRule(plan, 'authz/allow'), 'authz/allow');
  assert.equal(filteringRule(plan, 'authz/masks'), undefined);
  assert.equal(filteringRule(plan, 'authz/nothing'), undefined);
});

const POLICY = `package p

default allow := false
allow if input.resource.properties.owner == input.subject.id

reasons contains "no" if not allow

whole := {"allow": allow, "reasons": reasons}
inner := {"allow": inner_allow}
inner_allow := allow if input.subject.type == "user"
computed := {"allow": input.resource.properties.owner == "x"}
negated := {"allow": not_allow}
not_allow := false if allow
not_allow := true if not allow
replaced := {"allow": x} if x := allow with input.subject.id as "u1"
several := {"allow": allow} if input.a
several := {"allow": true} if not input.a
merged := object.union(whole, {"allow": true})
keyed[k] := allow if some k in ["allow"]
text := "yes"
from_data := {"allow": data.open}
ended := {"allow": allow} if input.a
noted := {"allow": allow, "note": note}
note := "a" if input.a
titled := {"allow": allow, "title": title}
title := "b"
default named := "c"
named := "d" if input.a
both := {"allow": allow, "named": named, "title": title}
bare := {"allow": bare_allow, "reasons": reasons}
bare_allow if input.a
`;

const EXPECTED: Readonly<Record<string, string | undefined>> = {
  allow: 'p/allow',
  whole: 'p/allow',
  inner: 'p/inner_allow',
  computed: undefined,
  negated: 'p/not_allow',
  replaced: undefined,
  several: undefined,
  merged: undefined,
  keyed: undefined,
  text: undefined,
  from_data: undefined,
  ended: undefined,
  noted: undefined,
  titled: 'p/allow',
  both: 'p/allow',
  bare: 'p/bare_allow',
};

test('a decision that is put together in another way has none', needsOpa, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'postern-filtering-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'p.rego'), POLICY);
  const rules = Object.keys(EXPECTED);
  const { bundle } = await buildPolicy(
    opa,
    folder,
    rules.map((rule) => `p/${rule}`),
  );
  const { plan } = await readPolicyBundle(bundle);
  assert.deepEqual(
    Object.fromEntries(rules.map((rule) => [rule, filteringRule(plan, `p/${rule}`)])),
    EXPECTED,
  );
});
