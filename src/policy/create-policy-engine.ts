import type { DataSource } from '../data/data-source.ts';
import type { PolicyBundle } from './bundle.ts';
import type { PolicyEngine } from './policy-engine.ts';
import { type CollectionSlicing, planSlicesInTurns } from './slice/slice-plan.ts';
import type { EngineLog } from './wasm/engine-log.ts';
import { PolicyModuleError } from './wasm/module-exports.ts';
import type { ImageLimits } from './wasm/policy-image.ts';
import { compilePolicyModule } from './wasm/policy-module.ts';
import { type EvaluationLimits, WasmEngine } from './wasm/wasm-engine.ts';

export interface PolicyEngineOptions {
  readonly log?: EngineLog;
  /** Nanoseconds since the epoch; by default the system's clock. Read at most once an evaluation. */
  readonly now?: () => bigint;
  readonly limits?: Partial<ImageLimits>;
  readonly evaluation?: Partial<EvaluationLimits>;
  /** Told of the bytes that an evaluation's slice of the data takes in the module's memory, where there is one. */
  readonly onSlice?: (bytes: number) => void;
  /**
   * Load the policy data a little at a time, so that the event loop goes on. Until `settled` resolves every evaluation
   * fails.
   */
  readonly beside?: boolean;
}

/** The WASM engine also says how policy data reaches the policy, and what memory that takes. */
export type InspectablePolicyEngine = PolicyEngine & {
  /** The collections that the policy reads and the data has. Empty before the first snapshot. */
  readonly slicing: readonly CollectionSlicing[];
  /** Bytes of the module's memory. */
  readonly memory: number;
  /** Resolves when no rebuild is going on. */
  settled(): Promise<void>;
};

export const defaultLimits: ImageLimits = {
  sharedBytes: 256 * 1024,
  maximumMemory: 512 * 1024 * 1024,
  replacedBytes: 4 * 1024 * 1024,
  turn: 2,
};

export const defaultEvaluationLimits: EvaluationLimits = {
  blocking: 250,
  trying: 25,
  deadline: 1000,
  grace: 250,
  waiting: 64,
};

/**
 * Makes an engine for a policy on policy data that it follows from now on. Before the data has a first snapshot every
 * evaluation fails. Throws a PolicyModuleError for a module that this engine can't run.
 */
export async function createPolicyEngine(
  bundle: PolicyBundle,
  data: DataSource,
  { log, now = systemClock, limits = {}, evaluation = {}, onSlice, beside = false }: PolicyEngineOptions = {},
): Promise<InspectablePolicyEngine> {
  const module = await compilePolicyModule(bundle.wasm);
  const missing = bundle.entrypoints.filter((name) => !module.entrypoints.has(name));
  if (missing.length > 0) throw new PolicyModuleError(`policy.wasm has no entrypoint ${missing.join(', ')}`);
  const plan = await planSlicesInTurns(bundle.plan, bundle.entrypoints);
  return new WasmEngine({
    bundle,
    module,
    plan,
    data,
    now,
    limits: { ...defaultLimits, ...limits },
    evaluation: { ...defaultEvaluationLimits, ...evaluation },
    log,
    onSlice,
    beside,
  });
}

function systemClock(): bigint {
  return BigInt(Date.now()) * 1_000_000n;
}
