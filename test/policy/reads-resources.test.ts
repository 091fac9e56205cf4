import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { buildPolicy } from '../../src/policy/build/build-policy.ts';
import { shippedPolicy } from '../../src/policy/build/shipped-policy.ts';
import { type PolicyBundle, readPolicyBundle } from '../../src/policy/bundle.ts';
import { planSlices } from '../../src/policy/slice/slice-plan.ts';
import { needsOpa, opa } from '../support/opa.ts';

/** Rules by their name, each with whether it matters to it what is registered of resources. */
const RULES: Readonly<Record<string, readonly [reads: boolean, rego: string]>> = {
  nothing: [false, 'r := true'],
  type_and_id: [false, 'r if { input.resource.type == "a"; input.resource.id == "b" }'],
  id_as_key: [false, 'r if data.items[input.resource.id].open'],
  role_only: [false, 'r if data.roles[data.users[input.subject.id].role].permissions[input.action.name]'],
  subject_properties: [false, 'r if input.subject.properties.owner == input.resource.id'],
  context: [false, 'r if input.context.resource.properties.x'],
  text_of_the_resource: [false, 'r if input.resource == "x"'],
  is_object: [false, 'r if is_object(input.resource)'],
  named_resources_elsewhere: [false, 'r if { some r in data.records; r.resources == input.resource.id }'],
  property: [true, 'r if input.resource.properties.owner == input.subject.id'],
  through_function: [true, 'owner(x) := x.properties.owner\nr if owner(input.resource) == input.subject.id'],
  through_function_of_input: [true, 'owner(x) := x.resource.properties\nr if owner(input).a'],
  absence: [true, 'r if not input.resource.properties.secret'],
  object_get: [true, 'r if object.get(input.resource, ["properties", "owner"], "") == "x"'],
  object_get_one: [true, 'r if object.get(input.resource, "properties", {}).owner == "x"'],
  computed_member: [true, 'r if { some part in ["type", "properties"]; input.resource[part].x }'],
  computed_entity: [true, 'r if { some part in ["subject", "resource"]; input[part].properties.x }'],
  members_of_resource: [true, 'r if { some k; input.resource[k].x }'],
  keys_of_resource: [true, 'r if { some k, _ in input.resource; k == "properties" }'],
  compared_with_object: [true, 'r if input.resource == {"type": "a", "id": "b"}'],
  compared_with_input: [true, 'r if input.resource == input.context.other'],
  walked: [true, 'r if { walk(input, [_, value]); value == "x" }'],
  counted: [true, 'r if count(input.resource) == 3'],
  marshalled: [true, 'r := json.marshal(input.resource)'],
  answered: [true, 'r := {"about": input.resource}'],
  in_a_set: [true, 'r if input.resource in {{"type": "a"}, {"type": "b"}}'],
  as_a_key: [true, 'r if {{"type": "a"}: true}[input.resource]'],
  kept_first: [true, 'kept := {"it": input.resource}\nr if kept.it.properties.x'],
  with_other_resource: [
    true,
    'inner if input.resource.properties.x\nr if inner with input.resource.id as "y"',
  ],
  with_other_properties: [
    false,
    'inner if input.resource.properties.x\nr if inner with input.resource.properties as {"x": true}',
  ],
  registry: [true, 'r if data.resources["a/b"].open'],
};

describe('what is registered of resources is published only where the policy reads it', needsOpa, () => {
  let bundle: PolicyBundle;
  before(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'postern-reads-'));
    try {
      for (const [name, [, rego]] of Object.entries(RULES)) {
        await mkdir(join(folder, name));
        await writeFile(join(folder, name, 'rule.rego'), `package ${name}\n\n${rego}\n`);
      }
      const entrypoints = Object.keys(RULES).map((name) => `${name}/r`);
      bundle = await readPolicyBundle((await buildPolicy(opa, folder, entrypoints)).bundle);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
  for (const [name, [reads, rego]] of Object.entries(RULES)) {
    test(`${reads ? 'read' : 'not read'}: ${rego.replaceAll('\n', '; ')}`, () => {
      assert.equal(planSlices(bundle.plan, [`${name}/r`]).readsResources, reads);
    });
  }
});

test('the shipped policy reads what is registered of resources', async () => {
  const { plan, entrypoints } = await readPolicyBundle(await readFile(shippedPolicy.bundle));
  assert.equal(planSlices(plan, entrypoints).readsResources, true);
});
