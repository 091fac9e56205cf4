import type { PolicyBundle } from './bundle.ts';
import { readDecision } from './decide.ts';
import type { DecisionRequest } from './decision.ts';
import { evaluateFully, type PolicyEngine } from './policy-engine.ts';

/** What a policy has to answer. */
export interface PolicyDemands {
  /** The rule that decides (`authz/decision`). */
  readonly decision: string;
  /** Other rules that will be asked for, filters among them. */
  readonly others?: readonly string[];
}

/** Thrown for a policy that is whole but can't serve here. */
export class UnfitPolicyError extends Error {
  override readonly name = 'UnfitPolicyError';
}

/** Asks about nobody and nothing that exists. */
const trial: DecisionRequest = {
  subject: { type: 'user', id: 'postern-trial' },
  action: { name: 'postern.trial' },
  resource: { type: 'postern-trial', id: 'postern-trial' },
};

/** Throws an UnfitPolicyError where a rule that will be asked for is no entrypoint of the bundle. */
export function checkEntrypoints(
  { entrypoints }: Pick<PolicyBundle, 'entrypoints'>,
  { decision, others = [] }: PolicyDemands,
): void {
  const missing = [decision, ...others].filter((path) => !entrypoints.includes(path));
  if (missing.length === 0) return;
  throw new UnfitPolicyError(
    `the bundle has no entrypoint ${missing.join(', ')}; it has ${[...entrypoints].join(', ')}`,
  );
}

/**
 * Asks every rule that will be asked for once, on the policy data as it is. To have no answer is no fault; to fail is,
 * and so is a decision that is none. Throws an UnfitPolicyError.
 */
export async function tryRules(
  engine: PolicyEngine,
  { decision, others = [] }: PolicyDemands,
): Promise<void> {
  for (const path of new Set([decision, ...others])) {
    const evaluation = await evaluateFully(engine, path, trial);
    if (evaluation.kind === 'failed') {
      throw new UnfitPolicyError(`${path} fails for a request made up as a trial: ${evaluation.message}`);
    }
    if (path !== decision || evaluation.kind === 'undefined') continue;
    if (readDecision(evaluation.result) === undefined) {
      throw new UnfitPolicyError(
        `${path} is no decision: it has to be a boolean, or an object with \`allow\` and optionally \`reasons\` and \`masks\``,
      );
    }
  }
}
