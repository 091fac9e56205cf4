import { setImmediate } from 'node:timers/promises';
import type { Plan } from '../plan/plan.ts';
import type { WholeReason } from './access-log.ts';
import { analyzeEntrypoint } from './analyze-plan.ts';
import { describeKey, type KeyExpression } from './key-expression.ts';
import { allowsOnlyHolders } from './only-holders.ts';
import { readsResources } from './reads-resources.ts';

/** What a policy needs of the policy data, over all its entrypoints. */
export interface SlicePlan {
  /** The entrypoints that can be asked with it. */
  readonly entrypoints: readonly string[];
  /** Collections of which every entrypoint needs known records only, by entrypoint with their keys. */
  readonly sliceable: ReadonlyMap<string, ReadonlyMap<string, readonly KeyExpression[]>>;
  /** Collections that some entrypoint needs whole, with the reasons. */
  readonly whole: ReadonlyMap<string, readonly WholeReason[]>;
  /** Not empty where some entrypoint needs all collections whole. */
  readonly everything: readonly WholeReason[];
  /** Whether it matters to some entrypoint what is registered of resources. */
  readonly readsResources: boolean;
  /** Entrypoints that allow a subject nothing that its own record does not give; see `allowsOnlyHolders`. */
  readonly onlyForHolders: ReadonlySet<string>;
}

/** Works out from the plan which collections can be cut down to single records, and which can't, and why. */
export function planSlices(plan: Plan, entrypoints: readonly string[]): SlicePlan {
  const steps = planningSteps(plan, entrypoints);
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

/** As `planSlices`, in several turns of the event loop: a large policy takes a good part of a second. */
export async function planSlicesInTurns(plan: Plan, entrypoints: readonly string[]): Promise<SlicePlan> {
  const steps = planningSteps(plan, entrypoints);
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
    await setImmediate();
  }
}

/** Stops twice for each entrypoint. */
function* planningSteps(plan: Plan, entrypoints: readonly string[]): Generator<void, SlicePlan, void> {
  const sliceable = new Map<string, Map<string, readonly KeyExpression[]>>();
  const whole = new Map<string, readonly WholeReason[]>();
  const everything: WholeReason[] = [];
  let resources = false;
  const onlyForHolders = new Set<string>();
  for (const entrypoint of entrypoints) {
    const use = analyzeEntrypoint(plan, entrypoint);
    everything.push(...use.everything);
    resources ||= readsResources(use);
    for (const [collection, { keys, whole: reasons }] of use.collections) {
      if (reasons.length > 0) whole.set(collection, [...(whole.get(collection) ?? []), ...reasons]);
      const byEntrypoint = sliceable.get(collection) ?? new Map();
      sliceable.set(collection, byEntrypoint.set(entrypoint, keys));
    }
    yield;
    if (allowsOnlyHolders(plan, entrypoint)) onlyForHolders.add(entrypoint);
    yield;
  }
  for (const collection of whole.keys()) sliceable.delete(collection);
  if (everything.length > 0) sliceable.clear();
  return { entrypoints, sliceable, whole, everything, readsResources: resources, onlyForHolders };
}

/** How one collection reaches the policy. */
export interface CollectionSlicing {
  readonly collection: string;
  /** `sliced`: only the records a request names. `shared`: all of it, parsed beforehand. */
  readonly mode: 'sliced' | 'shared';
  /** What its records are looked up by, as Rego; empty where it is needed whole. */
  readonly keys: readonly string[];
  /** Why it is needed whole, and where; empty where it is not. */
  readonly reasons: readonly WholeReason[];
}

/** What the plan says of one collection, in words. */
export function describeSlicing(
  plan: SlicePlan,
  collection: string,
  mode: CollectionSlicing['mode'],
): CollectionSlicing {
  const keys = new Set<string>();
  for (const expressions of plan.sliceable.get(collection)?.values() ?? []) {
    for (const expression of expressions) keys.add(describeKey(expression));
  }
  const reasons = [...(plan.whole.get(collection) ?? []), ...plan.everything];
  const unique = new Map(reasons.map((why) => [`${why.location} ${why.reason}`, why]));
  return { collection, mode, keys: [...keys], reasons: [...unique.values()] };
}
