import assert from 'node:assert/strict';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { shippedPolicy } from '../../../../src/policy/build/shipped-policy.ts';
import type { Decision, DecisionRequest } from '../../../../src/policy/decision.ts';
import { temporaryFolder } from '../../../support/dev-process.ts';
import { type PosternProcess, startPostern } from '../../../support/postern-process.ts';
import { annaViews, smallCompany } from '../../../support/small-company.ts';

/** The part of `/v1/status` that tells of faults. */
export interface FaultStatus {
  readonly bundles: { readonly policy: Fault & { readonly active_revision?: string } };
  readonly decision_logs?: Fault & { readonly metrics: Readonly<Record<string, number>> };
}

interface Fault {
  readonly code?: string;
  readonly message?: string;
}

export interface Evaluated {
  readonly decision: boolean;
  readonly context: { readonly reasons?: Decision['reasons']; readonly policy_revision: string };
}

/** A sidecar in a process of its own, asked over HTTP. */
export interface FaultySidecar {
  readonly at: string;
  readonly process: PosternProcess;
  evaluate(request: DecisionRequest): Promise<Evaluated>;
  /** The value of a series of `/metrics`, named with its labels; 0 where there is none. */
  metric(series: string): Promise<number>;
  status(): Promise<FaultStatus>;
  health(path: 'live' | 'ready'): Promise<number>;
  /** The lines of its log whose message begins so. */
  logged(message: string): Record<string, unknown>[];
}

export interface FaultySidecarOptions {
  /** The path of a bundle; by default the shipped policy. */
  readonly bundle?: string;
  /** By default a company in which `annaViews` is allowed. */
  readonly data?: Record<string, unknown>;
  readonly env?: Readonly<Record<string, string>>;
}

/** A sidecar on files, which takes no control plane to start. */
export async function startFaultySidecar(
  t: TestContext,
  { bundle = shippedPolicy.bundle, data = smallCompany(true), env = {} }: FaultySidecarOptions = {},
): Promise<FaultySidecar> {
  const dataFile = join(temporaryFolder(t), 'data.json');
  await writeFile(dataFile, JSON.stringify(data));
  return await asked(startPostern(t, [...freshSidecar, '--bundle', bundle, '--data', dataFile], env));
}

/** The command, without where its policy and data come from. */
export const freshSidecar = ['sidecar', '--listen', '127.0.0.1:0'] as const;

/** The sidecar that a process is, once it listens. */
export async function asked(process: PosternProcess): Promise<FaultySidecar> {
  const at = `http://${await process.said('Decision API')}`;
  return {
    at,
    process,
    async evaluate(request) {
      const answer = await fetch(`${at}/access/v1/evaluation`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(request),
      });
      assert.equal(answer.status, 200);
      return (await answer.json()) as Evaluated;
    },
    async metric(series) {
      const metrics = await (await fetch(`${at}/metrics`)).text();
      const line = metrics.split('\n').find((each) => each.startsWith(`${series} `));
      return Number(line?.slice(series.length) ?? 0);
    },
    async status() {
      return ((await (await fetch(`${at}/v1/status`)).json()) as { result: FaultStatus }).result;
    },
    health: async (path) => (await fetch(`${at}/health/${path}`)).status,
    logged: (message) =>
      process
        .stderr()
        .split('\n')
        .filter((line) => line.startsWith('{') && line.endsWith('}'))
        .map((line) => JSON.parse(line) as Record<string, unknown>)
        .filter(({ msg }) => String(msg).startsWith(message)),
  };
}

/** Asks so often for what is allowed; throws where one of the answers is another. */
export async function decides(sidecar: FaultySidecar, times = 1, request = annaViews): Promise<void> {
  for (let i = 0; i < times; i++) {
    const answer = await sidecar.evaluate(request);
    assert.equal(answer.decision, true, JSON.stringify(answer));
  }
}

/** Puts a file in place in one step, as one who deploys does. */
export async function put(path: string, content: Uint8Array): Promise<void> {
  await writeFile(`${path}.new`, content);
  await rename(`${path}.new`, path);
}
