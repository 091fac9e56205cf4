import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import type { PolicyCheckOptions } from '../../src/check/policy-check.ts';
import { needsOpa } from '../support/opa.ts';
import { bundleOf, report } from './support/report.ts';

const allow = `package docs

default allow := false

allow if input.resource.properties.team in data.users[input.subject.id].teams

decision := {"allow": allow, "masks": masks}
`;
const masks = `
masks contains "cost" if input.resource.properties.owner != input.subject.id

masks contains field if {
	some field, level in {"salary": 3, "notes": 1}
	not input.resource.properties.level < level
}
`;
const data = { users: { u1: { teams: ['t1', 't2'] }, u2: { teams: [] }, u3: { teams: ['t3'] } } };
const decision = { path: 'docs/decision', decides: true };

describe('checking masks', needsOpa, () => {
  test('compares the fields of filters and checks', async (t) => {
    const { passed, lines } = await checked(t, allow + masks);
    assert.ok(passed, lines.join('\n'));
    const note = lines.find((line) => line.startsWith('masks: ')) ?? '';
    const [, shown, rows] = /^masks: cost, notes, salary; shown in (\d+) of (\d+) rows$/.exec(note) ?? [];
    assert.ok(Number(shown) > 0 && Number(shown) < Number(rows), note);
    assert.match(lines.at(-1) ?? '', / rows, 3 subject classes, 0 disagreements$/);
  });

  test('finds a mask that a filter turns round, and shows the smallest row', async (t) => {
    const bundle = await bundleOf(t, allow + masks, ['docs/allow', 'docs/decision']);
    const wrong = masks.replace('owner != ', 'owner == ');
    const { plan } = await bundleOf(t, allow + wrong, ['docs/allow', 'docs/decision']);
    const { passed, lines } = await report(t, { ...bundle, plan }, data, asked);
    assert.equal(passed, false);
    const shown = lines.find((line) => line.includes('"resource"')) ?? '';
    assert.match(shown, /hides cost {2}opa eval, docs\/masks/);
    assert.match(shown, /hides cost {2}WASM on the slice, docs\/decision/);
    assert.match(shown, /shows cost {2}the condition in memory/);
    assert.match(shown, /shows cost {2}SQL on PostgreSQL/);
    const { resource } = JSON.parse(shown.trim().split('\n')[0] ?? '') as {
      resource: { properties: object };
    };
    assert.deepEqual(
      Object.values(resource.properties).filter((value) => value !== null),
      [],
    );
    assert.match(lines.at(-1) ?? '', /, [1-5] disagreements?$/);
  });

  for (const [what, from, to] of [
    ['a bound that is left out', 'level < level', 'level <= level'],
    ['another field', '"salary": 3', '"wages": 3'],
    ['a field that is never hidden', '"salary": 3, ', ''],
    ['a mask for all rows', ' if input.resource.properties.owner != input.subject.id', ''],
  ] as const) {
    test(`finds ${what}`, async (t) => {
      const bundle = await bundleOf(t, allow + masks, ['docs/allow', 'docs/decision']);
      const { plan } = await bundleOf(t, allow + masks.replace(from, to), ['docs/allow', 'docs/decision']);
      const { passed, lines } = await report(t, { ...bundle, plan }, data, asked);
      assert.equal(passed, false, lines.join('\n'));
      assert.match(lines.at(-1) ?? '', /, [1-5] disagreements?$/);
    });
  }

  test('finds a decision that hides what no rule beside the filter does', async (t) => {
    const rego = allow.replace('"masks": masks', '"masks": {"cost"}');
    const { passed, lines } = await checked(t, rego);
    assert.equal(passed, false);
    const shown = lines.find((line) => line.includes('"resource"')) ?? '';
    assert.match(shown, /hides something {2}opa eval, docs\/decision/);
    assert.match(shown, /hides nothing {4}the condition in memory/);
  });

  test('finds a decision that hides less than the rule beside the filter', async (t) => {
    const rego = `${allow.replace('"masks": masks', '"masks": {m | some m in masks; m != "cost"}')}${masks}`;
    const { passed, lines } = await checked(t, rego);
    assert.equal(passed, false);
    assert.match(
      lines.join('\n'),
      /hides cost {2}opa eval, docs\/masks\n *shows cost {2}opa eval, docs\/decision\n *shows cost {2}WASM/,
    );
  });

  test('fails for masks that are no part of a filter', async (t) => {
    const { passed, lines } = await checked(
      t,
      `${allow}\nmasks contains lower(input.resource.properties.owner)\n`,
    );
    assert.equal(passed, false);
    assert.match(lines.join('\n'), /docs\/masks can't be part of a filter:\n {2}docs\.rego:9:/);
  });

  test('says that masks are for checks alone where the policy does', async (t) => {
    const marked = `\n# METADATA\n# custom:\n#   check_only: true${masks.replace('"cost" if', 'input.resource.properties.owner if')}`;
    const bundle = await bundleOf(t, allow + marked, ['docs/allow', 'docs/decision', 'docs/masks']);
    const { passed, lines } = await report(t, bundle, data, asked);
    assert.ok(passed, lines.join('\n'));
    assert.ok(lines.includes('docs/masks is for checks alone: no mask was compared'), lines.join('\n'));
  });

  test('says nothing of masks where neither filter nor check has any', async (t) => {
    const rego = allow.slice(0, allow.indexOf('decision'));
    const bundle = await bundleOf(t, rego, ['docs/allow']);
    const { passed, lines } = await report(t, bundle, data, { ...asked, decision: undefined });
    assert.ok(passed, lines.join('\n'));
    assert.ok(!lines.some((line) => line.startsWith('masks')));
  });
});

const asked: Partial<PolicyCheckOptions> & Pick<PolicyCheckOptions, 'rule'> = {
  rule: 'docs/allow',
  masks: 'docs/masks',
  decision,
};

async function checked(t: TestContext, rego: string) {
  return report(t, await bundleOf(t, rego, ['docs/allow', 'docs/decision']), data, asked);
}
