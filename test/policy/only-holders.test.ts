import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { buildPolicy } from '../../src/policy/build/build-policy.ts';
import { shippedPolicy } from '../../src/policy/build/shipped-policy.ts';
import { type PolicyBundle, readPolicyBundle } from '../../src/policy/bundle.ts';
import { createPolicyEngine } from '../../src/policy/create-policy-engine.ts';
import { decide } from '../../src/policy/decide.ts';
import type { DecisionRequest } from '../../src/policy/decision.ts';
import { allowsOnlyHolders } from '../../src/policy/slice/only-holders.ts';
import { needsOpa, opa } from '../support/opa.ts';
import { runs } from '../support/runs.ts';
import { Random } from './support/random.ts';
import { documentOf } from './support/small-policies.ts';

const USER = 'user := data.users[input.subject.id]\n';
const ROLE = 'some assignment in user.roles; data.roles[assignment.role].permissions[input.action.name]';

/** Policies by their name, each with whether it allows only holders; where that is so, it has to be seen. */
const POLICIES: Readonly<Record<string, readonly [only: boolean, rego: string]>> = {
  by_role: [true, `${USER}allow if { ${ROLE} }`],
  by_grant: [true, `${USER}allow if user.grants[input.action.name]`],
  by_either: [true, `${USER}allow if { ${ROLE} }\nallow if user.grants[input.action.name]`],
  by_first_role: [true, `${USER}allow if data.roles[user.roles[0].role].permissions[input.action.name]`],
  by_function: [
    true,
    `${USER}holds(p) if { some a in user.roles; data.roles[a.role].permissions[p] }\nallow if holds(input.action.name)`,
  ],
  by_scope: [
    true,
    `${USER}allow if { some a in user.roles; s := data.roles[a.role].permissions[input.action.name]; s == "all" }`,
  ],
  with_default: [true, `${USER}default allow := false\nallow if { ${ROLE} }`],
  helper_with_default: [
    true,
    `${USER}default holds := false\nholds if { ${ROLE} }\ndefault allow := false\nallow if holds`,
  ],
  compared_helper: [true, `${USER}default holds := false\nholds if { ${ROLE} }\nallow if holds == true`],
  and_not_denied: [true, `${USER}allow if { ${ROLE}; not user.denials[input.action.name] }`],
  collected: [
    true,
    `${USER}allow if { pairs := {s | ${ROLE.replace('data', 's := data')}}; some s in pairs; s }`,
  ],
  in_two_steps: [
    true,
    `${USER}roles contains a.role if some a in user.roles\nallow if { some r in roles; data.roles[r].permissions[input.action.name] }`,
  ],
  never: [true, 'default allow := false'],
  anybody: [false, 'allow := true'],
  by_id: [false, 'allow if input.subject.id == "u1"'],
  or_owner: [
    false,
    `${USER}allow if { ${ROLE} }\nallow if input.resource.properties.owner == input.subject.id`,
  ],
  without_holding: [false, `${USER}holds if { ${ROLE} }\nallow if not holds`],
  by_kind: [false, `${USER}allow if user.status == "active"`],
  by_another_user: [false, 'user := data.users[input.context.user]\nallow if user.grants[input.action.name]'],
  by_another_action: [false, `${USER}allow if user.grants["docs.read"]`],
  by_another_permission: [
    false,
    `${USER}allow if { some a in user.roles; data.roles[a.role].permissions["docs.read"] }`,
  ],
  by_any_role: [false, `${USER}allow if { some r; data.roles[r].permissions[input.action.name] }`],
  by_other_member: [false, `${USER}allow if user.extras[input.action.name]`],
  default_allows: [false, `${USER}default allow := true\nallow := false if user.blocked`],
  else_allows: [false, `${USER}allow := true if { ${ROLE} } else := true if input.context.open`],
  with_other_subject: [
    false,
    `${USER}holds if user.grants[input.action.name]\nallow if holds with input.subject.id as "u2"`,
  ],
  with_other_data: [
    false,
    `${USER}holds if user.grants[input.action.name]\nallow if holds with data.users as {"u1": {"grants": {"docs.read": 1, "docs.edit": 1}}}`,
  ],
  every_role: [
    false,
    `${USER}allow if every a in user.roles { data.roles[a.role].permissions[input.action.name] }`,
  ],
  none_is_enough: [false, `${USER}allow if count([s | ${ROLE.replace('data', 's := data')}]) >= 0`],
  given_by_data: [false, 'allow := data.open'],
};

const PEOPLE = ['u0', 'u1', 'u2', 'u3', 'u4'];
const ACTIONS = ['docs.read', 'docs.edit'];

/** Data in which many lack what is asked for. */
function randomData(random: Random) {
  const permissions = () =>
    Object.fromEntries(random.some(ACTIONS).map((name) => [name, random.pick(['all', 'own'])]));
  const roles = {
    r1: { permissions: permissions() },
    r2: { permissions: permissions() },
    r3: { permissions: {} },
  };
  const user = () => ({
    status: random.pick(['active', 'deactivated']),
    roles: random.some(['r1', 'r2', 'r3', 'r4']).map((role) => ({ role })),
    grants: permissions(),
    denials: random.chance(0.3) ? permissions() : {},
    extras: permissions(),
    ...(random.chance(0.2) ? { blocked: true } : {}),
  });
  const users = Object.fromEntries(PEOPLE.filter(() => random.chance(0.9)).map((id) => [id, user()]));
  return { roles, users, open: random.chance(0.5) };
}

type RandomData = ReturnType<typeof randomData>;

function holds({ users, roles }: RandomData, id: string, action: string): boolean {
  const user = users[id];
  if (user === undefined) return false;
  const givers: Record<string, { permissions: Record<string, unknown> }> = roles;
  return action in user.grants || user.roles.some(({ role }) => action in (givers[role]?.permissions ?? {}));
}

async function compile(t: TestContext, rules: Readonly<Record<string, string>>): Promise<PolicyBundle> {
  const folder = await mkdtemp(join(tmpdir(), 'postern-holders-'));
  t.after(() => rm(folder, { recursive: true }));
  for (const [name, rego] of Object.entries(rules)) {
    await mkdir(join(folder, name));
    await writeFile(join(folder, name, 'rule.rego'), `package ${name}\n\n${rego}\n`);
  }
  const entrypoints = Object.keys(rules).map((name) => `${name}/allow`);
  return await readPolicyBundle((await buildPolicy(opa, folder, entrypoints)).bundle);
}

/** Asks each policy about everybody, and gives those that allowed somebody who holds nothing, with how. */
async function whoIsAllowedWithoutHolding(bundle: PolicyBundle, seed: number): Promise<Map<string, string>> {
  const random = new Random(seed);
  const found = new Map<string, string>();
  for (let round = 0; round < runs(20); round++) {
    const data = randomData(random);
    const engine = await createPolicyEngine(bundle, documentOf(data), {});
    for (const entrypoint of bundle.entrypoints) {
      for (const id of [...PEOPLE, 'nobody']) {
        const request: DecisionRequest = {
          subject: { type: 'user', id },
          action: { name: random.pick(ACTIONS) },
          resource: { type: 'doc', id: 'd', properties: { owner: random.pick(PEOPLE) } },
          context: { user: random.pick(PEOPLE), open: random.chance(0.5) },
        };
        const { allow } = decide(engine, entrypoint, request);
        if (allow && !holds(data, id, request.action.name)) {
          found.set(entrypoint, `seed ${seed}: ${JSON.stringify(request)} on ${JSON.stringify(data)}`);
        }
      }
    }
    engine.close();
  }
  return found;
}

const seed = Number(process.env.POSTERN_TEST_SEED ?? Date.now() % 2 ** 32);

describe('whether a policy allows only those whose record gives the permission', () => {
  test('it is seen of the shipped policy', async () => {
    const { plan } = await readPolicyBundle(await readFile(shippedPolicy.bundle));
    assert.equal(allowsOnlyHolders(plan, 'authz/decision'), true);
    assert.equal(allowsOnlyHolders(plan, 'authz/allow'), true);
    assert.equal(allowsOnlyHolders(plan, 'authz/masks'), false);
  });

  test('it is seen where it is so, and never where it is not', needsOpa, async (t) => {
    const rules = Object.fromEntries(Object.entries(POLICIES).map(([name, [, rego]]) => [name, rego]));
    const bundle = await compile(t, rules);
    const exceptions = await whoIsAllowedWithoutHolding(bundle, seed);
    for (const [name, [only]] of Object.entries(POLICIES)) {
      const entrypoint = `${name}/allow`;
      assert.equal(allowsOnlyHolders(bundle.plan, entrypoint), only, name);
      if (only) assert.equal(exceptions.get(entrypoint), undefined, name);
      else assert.ok(exceptions.has(entrypoint), `nothing shows that ${name} allows others`);
    }
  });

  test('random policies of which it is said allow nobody else', needsOpa, async (t) => {
    const random = new Random(seed);
    const conditions = [
      'user.status == "active"',
      'user.grants[input.action.name]',
      'not user.denials[input.action.name]',
      'user.extras[input.action.name]',
      'input.resource.properties.owner == input.subject.id',
      'input.context.open',
      ROLE,
      'holds',
      'not holds',
      'holds_of(input.action.name)',
      'holds_of("docs.read")',
      'open',
      'not open == false',
      'holds with input.subject.id as input.context.user',
      'count(scopes) > 0',
      'count(scopes) < 9',
      'some s in scopes; s == "all"',
      'scope_held == "all"',
    ];
    const helpers = `${USER}
default holds := false
holds if { ${ROLE} }
holds_of(p) if user.grants[p]
holds_of(p) if { some a in user.roles; data.roles[a.role].permissions[p] }
default open := false
open if { input.context.open; ${random.pick(['holds', 'user.status', 'holds_of(input.action.name)'])} }
scopes contains s if { some a in user.roles; s := data.roles[a.role].permissions[input.action.name] }
scope_held := s if { s := user.grants[input.action.name] }
else := "all" if ${random.pick(['input.context.open', 'holds', 'user.extras[input.action.name]'])}
`;
    const rule = () => {
      const chosen = random.some(conditions).slice(0, 3);
      return `allow if { ${chosen.length === 0 ? random.pick(conditions) : chosen.join('\n')} }`;
    };
    const rules = Object.fromEntries(
      Array.from({ length: 60 }, (_, n) => {
        const several = Array.from({ length: 1 + random.below(2) }, rule).join('\n');
        return [`p${n}`, `${helpers}${random.chance(0.5) ? 'default allow := false\n' : ''}${several}`];
      }),
    );
    const bundle = await compile(t, rules);
    const exceptions = await whoIsAllowedWithoutHolding(bundle, seed);
    const only = bundle.entrypoints.filter((entrypoint) => allowsOnlyHolders(bundle.plan, entrypoint));
    for (const entrypoint of only) {
      assert.equal(exceptions.get(entrypoint), undefined, rules[entrypoint.split('/')[0] ?? '']);
    }
    assert.ok(only.length > 0 && only.length < bundle.entrypoints.length, `${only.length} of 60`);
    t.diagnostic(
      `${only.length} of 60 are said to allow only holders, ${exceptions.size} were seen to allow others`,
    );
  });
});
