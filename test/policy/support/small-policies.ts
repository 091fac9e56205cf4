import { readFile } from 'node:fs/promises';
import { createDataDocument, type DataDocument } from '../../../src/data/data-document.ts';
import type { DataSource } from '../../../src/data/data-source.ts';
import { type PolicyBundle, readPolicyBundle } from '../../../src/policy/bundle.ts';
import { defaultEvaluationLimits, defaultLimits } from '../../../src/policy/create-policy-engine.ts';
import type { Moment } from '../../../src/policy/moment.ts';
import { planSlices, type SlicePlan } from '../../../src/policy/slice/slice-plan.ts';
import type { ImageLimits } from '../../../src/policy/wasm/policy-image.ts';
import { compilePolicyModule, type PolicyModule } from '../../../src/policy/wasm/policy-module.ts';
import { WasmEngine } from '../../../src/policy/wasm/wasm-engine.ts';
import { casesBundle } from '../fixtures/build-cases.ts';
import type { Outcome } from './oracles.ts';
import type { PlainData } from './random-cases.ts';

export interface SmallPolicies {
  readonly bundle: PolicyBundle;
  readonly module: PolicyModule;
}

/** The small policies of the fixtures, compiled together. */
export async function loadSmallPolicies(): Promise<SmallPolicies> {
  const bundle = await readPolicyBundle(await readFile(casesBundle));
  return { bundle, module: await compilePolicyModule(bundle.wasm) };
}

/** An engine for one of the policies alone, so that what the others need does not matter. */
export function engineFor(
  { bundle, module }: SmallPolicies,
  entrypoint: string,
  data: DataSource,
  limits: Partial<ImageLimits> = {},
  plan: SlicePlan = planSlices(bundle.plan, [entrypoint]),
): WasmEngine {
  return new WasmEngine({
    bundle,
    module,
    plan,
    data,
    now: () => 1_700_000_000_000_000_001n,
    limits: { ...defaultLimits, ...limits },
    // However slow the machine is: these tests are not about time.
    evaluation: { ...defaultEvaluationLimits, blocking: 60_000 },
    log: undefined,
  });
}

export function ask(engine: WasmEngine, entrypoint: string, input: unknown, moment?: Moment): Outcome {
  const evaluation = engine.evaluate(entrypoint, input, moment);
  return evaluation.kind === 'defined' ? { value: evaluation.result } : evaluation.kind;
}

/** Makes plain data the document's next snapshot. */
export function loadSnapshot(document: DataDocument, data: PlainData): void {
  const writer = document.beginSnapshot();
  for (const [root, value] of Object.entries(data)) writer.setValue(root, JSON.stringify(value));
  writer.commit({ epoch: (document.revision?.epoch ?? 0) + 1, number: 1 });
}

export function documentOf(data: PlainData): DataDocument {
  const document = createDataDocument();
  loadSnapshot(document, data);
  return document;
}
