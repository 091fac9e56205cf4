import type { PolicyEngine } from '../../../policy/policy-engine.ts';
import type { LogEvent } from '../event.ts';
import { latest } from '../latest.ts';
import { withoutContent } from '../log-event.ts';
import { applyMasks } from './apply-masks.ts';
import { MaskError, readMasks } from './mask-rule.ts';

/** Where OPA looks for the rules that mask and drop events. Source: OPA documentation, "Decision Logs". */
export const MASK_ENTRYPOINT = 'system/log/mask';
export const DROP_ENTRYPOINT = 'system/log/drop';

export interface LogRulesOptions {
  /** The active policy; undefined before there is one. */
  readonly engine: () => PolicyEngine | undefined;
  /** Is told what went wrong with a rule, in words that hold nothing of the event. */
  readonly onFailure: (rule: 'mask' | 'drop', message: string) => void;
}

export interface LogRules {
  /** Whether the active policy may have something to say of events; if not, they may be logged as they are. */
  needed(): boolean;
  /** Gives the event as it may be logged, or undefined where the policy drops it. */
  apply(event: LogEvent): LogEvent | undefined;
}

/**
 * Applies the policy's own rules on events, each only where the active policy has it as an entrypoint. A mask rule that
 * fails, or a time without a policy, takes input and result out of the event; a drop rule that fails drops nothing.
 */
export function createLogRules({ engine, onFailure }: LogRulesOptions): LogRules {
  const rulesOf = latest((active: PolicyEngine) => ({
    masks: active.entrypoints.includes(MASK_ENTRYPOINT),
    drops: active.entrypoints.includes(DROP_ENTRYPOINT),
  }));
  return {
    needed() {
      const active = engine();
      if (active === undefined) return true;
      const { masks, drops } = rulesOf(active);
      return masks || drops;
    },
    apply(event) {
      const active = engine();
      if (active === undefined) {
        return withoutContent(event, 'mask_error', 'no policy was active to say what to mask; erased all');
      }
      const { masks, drops } = rulesOf(active);
      if (drops && isDropped(active, event, onFailure)) return undefined;
      return masks ? masked(active, event, onFailure) : event;
    },
  };
}

function isDropped(active: PolicyEngine, event: LogEvent, onFailure: LogRulesOptions['onFailure']): boolean {
  const outcome = active.evaluate(DROP_ENTRYPOINT, event);
  if (outcome.kind === 'failed') onFailure('drop', 'evaluating it failed');
  return outcome.kind === 'defined' && outcome.result === true;
}

function masked(active: PolicyEngine, event: LogEvent, onFailure: LogRulesOptions['onFailure']): LogEvent {
  try {
    const outcome = active.evaluate(MASK_ENTRYPOINT, event);
    if (outcome.kind === 'undefined') return event;
    if (outcome.kind === 'failed') throw new MaskError('evaluating it failed');
    const result = applyMasks(event, readMasks(outcome.result));
    return result === event ? event : withQuietError(result);
  } catch (error) {
    onFailure('mask', error instanceof MaskError ? error.message : 'it could not be applied');
    return withoutContent(event, 'mask_error', 'the mask rule failed; erased all that it might have named');
  }
}

/** An error's message may quote what the masks have taken out of the input. */
function withQuietError(event: LogEvent): LogEvent {
  if (event.error === undefined) return event;
  return { ...event, error: { code: event.error.code, message: 'the message is masked with the input' } };
}
