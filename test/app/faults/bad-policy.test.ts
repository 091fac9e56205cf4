import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { shippedPolicy } from '../../../src/policy/build/shipped-policy.ts';
import { casesBundle } from '../../policy/fixtures/build-cases.ts';
import { temporaryFolder } from '../../support/dev-process.ts';
import { needsOpa } from '../../support/opa.ts';
import { shippedPolicyAs } from '../../support/other-policy.ts';
import { eventually, startPostern } from '../../support/postern-process.ts';
import { annaViews, smallCompany } from '../../support/small-company.ts';
import { asked, decides, freshSidecar, put, startFaultySidecar } from './support/faulty-sidecar.ts';
import { builtPolicy, widelyBuiltPolicy } from './support/made-policies.ts';
import { scriptedControl } from './support/scripted-control.ts';

interface BadPolicy {
  readonly what: string;
  readonly bytes: () => Promise<Uint8Array>;
  readonly message: RegExp;
}

const shipped = () => readFile(shippedPolicy.bundle);

const bad: readonly BadPolicy[] = [
  {
    what: 'that is cut short',
    bytes: async () => (await shipped()).subarray(0, 5000),
    message: /^the bundle ends too early$/,
  },
  {
    what: 'built for other entrypoints',
    bytes: () => readFile(casesBundle),
    message: /^the bundle has no entrypoint authz\/decision; it has cases\//,
  },
  {
    what: 'that needs a builtin which is not there',
    bytes: () => widelyBuiltPolicy(callsOut),
    message: /builtins that are not there: http\.send/,
  },
  {
    what: 'that comes to no end',
    bytes: () => builtPolicy(endless),
    message: /^authz\/decision fails for a request made up as a trial: .*deadline of 1000 ms/,
  },
];

const callsOut = `package authz

decision if http.send({"method": "GET", "url": input.resource.id}).status_code == 200
`;

const endless = `package authz

numbers_ := numbers.range(1, 1000)

decision if {
	some a in numbers_
	some b in numbers_
	some c in numbers_
	some d in numbers_
	a + b + c + d == input.resource.id
}
`;

describe('a policy bundle', needsOpa, () => {
  let bundles: readonly (BadPolicy & { readonly content: Uint8Array })[];
  before(async () => {
    bundles = await Promise.all(bad.map(async (each) => ({ ...each, content: await each.bytes() })));
  });

  it('that is bad is refused by a process that runs, which says why and decides as before', async (t) => {
    const bundle = join(temporaryFolder(t), 'policy.tar.gz');
    await put(bundle, await shippedPolicyAs('first'));
    const sidecar = await startFaultySidecar(t, { bundle });
    for (const [index, { what, content, message }] of bundles.entries()) {
      await put(bundle, content);
      const policy = await eventually(`one ${what} in the status`, async () => {
        const told = (await sidecar.status()).bundles.policy;
        return message.test(told.message ?? '') ? told : undefined;
      });
      assert.deepEqual([policy.code, policy.active_revision], ['bundle_error', 'first']);
      const refusals = sidecar.logged('a policy bundle was refused; the policy that was active still is');
      assert.equal(refusals.length, index + 1);
      assert.match(String(refusals.at(-1)?.error), message);
      assert.equal(await sidecar.health('ready'), 200);
      await decides(sidecar);
    }
    await put(bundle, await shippedPolicyAs('second'));
    await eventually('the good one', async () => {
      const { code, active_revision } = (await sidecar.status()).bundles.policy;
      return code === undefined && active_revision === 'second';
    });
    await decides(sidecar);
    assert.equal(await sidecar.process.end(), 0);
  });

  it('that is bad stops the start of a process on files, with the reason', async (t) => {
    const folder = temporaryFolder(t);
    const data = join(folder, 'data.json');
    await writeFile(data, '{}');
    const starts = bundles.map(async ({ content, message }, index) => {
      const bundle = join(folder, `${index}.tar.gz`);
      await writeFile(bundle, content);
      const sidecar = startPostern(t, [...freshSidecar, '--bundle', bundle, '--data', data]);
      assert.equal(await sidecar.ended, 1);
      const reason = /can't be taken: (.*)\n/.exec(sidecar.stderr())?.[1] ?? sidecar.stderr();
      assert.match(reason, message);
      assert.doesNotMatch(sidecar.stdout(), /Decision API/);
    });
    await Promise.all(starts);
  });

  it('that is bad and the first that a control plane gives leaves nothing but refusals, until a good one comes', async (t) => {
    // A control plane's data has its registry of resources, which the shipped policy reads.
    const company = { ...smallCompany(true), resources: {} };
    const control = await scriptedControl(t, company, bundles[0]?.content ?? new Uint8Array());
    const sidecar = await asked(startPostern(t, [...freshSidecar, '--control', control.url]));
    const { code, active_revision: active } = await eventually('the reason', async () => {
      const told = (await sidecar.status()).bundles.policy;
      return /the bundle ends too early/.test(told.message ?? '') ? told : undefined;
    });
    assert.deepEqual([code, active], ['bundle_error', undefined]);
    assert.deepEqual([await sidecar.health('live'), await sidecar.health('ready')], [200, 503]);
    const { decision, context } = await sidecar.evaluate(annaViews);
    assert.deepEqual([decision, context.reasons?.[0]?.code], [false, 'evaluation_error']);
    assert.match(context.reasons?.[0]?.message ?? '', /no policy/);

    control.offer(await shipped());
    await eventually('ready', async () => (await sidecar.health('ready')) === 200);
    await decides(sidecar);
    assert.equal((await sidecar.status()).bundles.policy.code, undefined);
    assert.equal(await sidecar.process.end(), 0);
  });
});
