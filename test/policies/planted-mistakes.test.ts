import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { compilePolicy } from '../../src/policy/build/compile.ts';
import { shippedPolicy } from '../../src/policy/build/shipped-policy.ts';
import { type PolicySource, readSources } from '../../src/policy/build/sources.ts';
import { readPolicyBundle } from '../../src/policy/bundle.ts';
import { needsOpa, opa } from '../support/opa.ts';
import type { Company, User } from './model/company.ts';
import { findDisagreement } from './model/disagreement.ts';
import { type Mistake, mistakes } from './model/rego-mistakes.ts';
import { createWasmVoice } from './model/wasm-voice.ts';

const comparison = { seed: 1, companies: 300, questionsEach: 100 };

const forgotten: Record<string, (company: Company) => Company> = {
  limits: (company) => ({
    ...company,
    organizations: new Map([...company.organizations.keys()].map((id) => [id, { limits: new Map() }])),
  }),
  'the organization of a team': (company) => ({ ...company, teams: new Map() }),
  fields: (company) => ({
    ...company,
    permissions: new Map([...company.permissions].map(([name, { field, ...rest }]) => [name, rest])),
  }),
  denials: forUsers((user) => ({ ...user, denials: [] })),
  grants: forUsers((user) => ({ ...user, grants: [] })),
  memberships: forUsers((user) => ({ ...user, organizations: [], teams: [] })),
  employees: forUsers(({ employee, ...user }) => user),
  'the ends of assignments': forUsers((user) => ({
    ...user,
    assignments: user.assignments.map(({ until, ...assignment }) => assignment),
  })),
  'the bounds of assignments': forUsers((user) => ({
    ...user,
    assignments: user.assignments.map(({ organization, ...assignment }) => assignment),
  })),
};

for (const [what, told] of Object.entries(forgotten)) {
  test(`a policy that knows ${what} differs from a model that forgets them`, async () => {
    const { wasm } = await readPolicyBundle(await readFile(shippedPolicy.bundle));
    assert.ok(findDisagreement(await createWasmVoice(wasm), { ...comparison, told }));
  });
}

test('every planted mistake in the Rego is found by the model', needsOpa, async (t) => {
  const sources = await readSources(shippedPolicy.folder);
  for (const mistake of mistakes) {
    const name = `${mistake.file}: ${JSON.stringify(mistake.right)} → ${JSON.stringify(mistake.wrong)}`;
    await t.test(name, async () => {
      const { wasm } = await compilePolicy(opa, planted(sources, mistake), ['authz/decision']);
      assert.ok(findDisagreement(await createWasmVoice(wasm), comparison));
    });
  }
});

function planted(sources: readonly PolicySource[], { file, right, wrong }: Mistake): PolicySource[] {
  const path = join('authz', file);
  const source = sources.find((one) => one.path === path);
  assert.ok(source?.text.includes(right), `${path} no longer holds ${right}`);
  return sources.map((one) => (one.path === path ? { path, text: one.text.replace(right, wrong) } : one));
}

function forUsers(change: (user: User) => User): (company: Company) => Company {
  return (company) => ({
    ...company,
    users: new Map([...company.users].map(([id, user]) => [id, change(user)])),
  });
}
