import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { type CheckReport, reportOf } from '../../../src/check/check-report.ts';
import { checkPolicy, type PolicyCheckOptions } from '../../../src/check/policy-check.ts';
import { buildPolicy } from '../../../src/policy/build/build-policy.ts';
import { type PolicyBundle, readPolicyBundle } from '../../../src/policy/bundle.ts';
import { emptyDatabase } from '../../support/database.ts';
import { opa } from '../../support/opa.ts';
import { withClient } from './with-client.ts';

export const defaults = {
  opa,
  decision: undefined,
  entities: [{ type: 'user', collection: 'users' }],
  distinct: ['roles', 'permissions'],
  columns: new Map(),
  classes: 50,
  seed: 1,
} as const;

/** A policy of one file. */
export async function bundleOf(
  t: TestContext,
  rego: string,
  entrypoints: readonly string[],
): Promise<PolicyBundle> {
  const folder = await mkdtemp(join(tmpdir(), 'postern-policy-check-test-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'docs.rego'), rego);
  return readPolicyBundle((await buildPolicy(opa, folder, entrypoints)).bundle);
}

/** What a check of a policy comes to, on the data. */
export async function report(
  t: TestContext,
  bundle: PolicyBundle,
  data: unknown,
  options: Partial<PolicyCheckOptions> & Pick<PolicyCheckOptions, 'rule'>,
): Promise<CheckReport> {
  const { pool } = await emptyDatabase(t);
  const result = await withClient(pool, (client) =>
    checkPolicy({
      ...defaults,
      bundle,
      data: JSON.stringify(data),
      asked: [
        { action: 'read', type: 'doc' },
        { action: 'write', type: 'doc' },
      ],
      rows: 400,
      now: 0n,
      client,
      ...options,
    }),
  );
  return reportOf(result, options.rule, bundle.modules);
}
