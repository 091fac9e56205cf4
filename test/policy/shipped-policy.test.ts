import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { before, describe, it } from 'node:test';
import { packageRoot } from '../../src/package-root.ts';
import { findOpa } from '../../src/policy/build/opa.ts';
import { type PolicyBundle, readPolicyBundle } from '../../src/policy/bundle.ts';
import { createPolicyEngine } from '../../src/policy/create-policy-engine.ts';
import { planSlices } from '../../src/policy/slice/slice-plan.ts';
import { canonical, opaEval, WholeDocument } from './support/oracles.ts';
import { Random } from './support/random.ts';
import { applyChanges } from './support/random-cases.ts';
import { now, randomCompany, randomCompanyChanges, randomRequest } from './support/random-company.ts';
import { documentOf } from './support/small-policies.ts';

const companies = Math.ceil(12 * Number(process.env.POSTERN_TEST_RUNS ?? 1));
const steps = 5;
const requestsEach = 20;
const entrypoints = ['authz/decision', 'authz/allow', 'authz/reasons', 'authz/masks'];
const nowNs = BigInt(now) * 1_000_000_000n;
const opa = await findOpa(process.env).catch(() => undefined);

describe('the shipped policy', () => {
  let bundle: PolicyBundle;
  before(async () => {
    bundle = await readPolicyBundle(await readFile(join(packageRoot, 'bundles/policy.tar.gz')));
  });

  it('needs no collection whole', () => {
    const { whole, everything, sliceable } = planSlices(bundle.plan, bundle.entrypoints);
    assert.deepEqual([...whole], []);
    assert.deepEqual(everything, []);
    assert.ok(sliceable.has('users') && sliceable.has('teams') && sliceable.has('roles'));
  });

  it('decides on slices as it does on the whole document, through changes', async () => {
    const whole = new WholeDocument(bundle.wasm, { 'time.now_ns': () => Number(nowNs) });
    const seen = new Set<string>();
    for (let seed = 0; seed < companies; seed++) {
      const random = new Random(seed);
      let company = randomCompany(random);
      const document = documentOf(company);
      const engines = await Promise.all(
        [-1, 1_000_000, 700].map((sharedBytes) =>
          createPolicyEngine(bundle, document, {
            now: () => nowNs,
            limits: { sharedBytes, replacedBytes: 5000 },
          }),
        ),
      );
      for (let step = 0; step < steps; step++) {
        if (step > 0) {
          const changes = randomCompanyChanges(random);
          company = applyChanges(company, changes);
          document.applyDelta({ epoch: 1, number: step + 1 }, changes);
        }
        await whole.setData(company);
        const moment = {};
        for (let i = 0; i < requestsEach; i++) {
          const request = randomRequest(random);
          for (const entrypoint of entrypoints) {
            const expected = canonical(await whole.evaluate(entrypoint, request));
            seen.add(`${entrypoint} ${expected}`);
            for (const engine of engines) {
              // The second half as a batch, which shares its slice.
              const evaluation = engine.evaluate(
                entrypoint,
                request,
                i < requestsEach / 2 ? undefined : moment,
              );
              const outcome = evaluation.kind === 'defined' ? { value: evaluation.result } : evaluation.kind;
              assert.equal(
                canonical(outcome),
                expected,
                `${entrypoint}, seed ${seed}, ${JSON.stringify(request)}`,
              );
            }
          }
        }
      }
      for (const engine of engines) engine.close();
    }
    assert.ok(seen.size > 100, `only ${seen.size} different answers`);
    for (const reason of [
      'out_of_scope',
      'organization_limit',
      'grant_expired',
      'user_unknown',
      'permission_required',
    ]) {
      assert.ok(
        [...seen].some((answer) => answer.includes(reason)),
        reason,
      );
    }
  });

  it("decides as OPA's interpreter does", { skip: opa === undefined && 'opa is not installed' }, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'shipped-policy-'));
    try {
      for (const [path, text] of bundle.modules) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        // The interpreter is asked at the same time as the others.
        await writeFile(join(folder, path), text.replaceAll('time.now_ns()', nowNs.toString()));
      }
      for (let seed = 0; seed < Math.ceil(companies / 2); seed++) {
        const random = new Random(1000 + seed);
        const company = randomCompany(random);
        const requests = Array.from({ length: 60 }, () => randomRequest(random));
        const interpreted = await opaEval(opa ?? '', folder, company, entrypoints, requests);
        const engine = await createPolicyEngine(bundle, documentOf(company), {
          now: () => nowNs,
          limits: { sharedBytes: -1 },
        });
        for (const entrypoint of entrypoints) {
          requests.forEach((request, i) => {
            const evaluation = engine.evaluate(entrypoint, request);
            const outcome = evaluation.kind === 'defined' ? { value: evaluation.result } : evaluation.kind;
            const expected = interpreted.get(entrypoint)?.[i] ?? 'failed';
            assert.equal(
              canonical(outcome),
              canonical(expected),
              `${entrypoint}, seed ${seed}, request ${i}`,
            );
          });
        }
        engine.close();
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
