import type { Decision, DecisionRequest } from '../../policy/decision.ts';
import type { SourcePlace } from '../../policy/explain/explanation.ts';
import type { Explained } from './explainer.ts';

/**
 * A decision as a sentence for a person. What follows the colon is the policy's own: the messages of its reasons or, where
 * it gives none, the lines of it that stood in the way or admitted.
 */
export function sentence(
  { subject, action, resource }: DecisionRequest,
  { allow, reasons }: Decision,
  explanation: Explained,
): string {
  const verdict = `${subject.id} ${allow ? 'may' : 'may not'} ${action.name} on ${resource.id}`;
  const messages = reasons.map(({ message }) => message);
  const because = 'because' in explanation ? explanation.because.map(line) : [explanation.error];
  const causes = messages.length > 0 ? messages : because;
  return causes.length === 0 ? verdict : `${verdict}: ${causes.join('; ')}`;
}

function line({ file, row, source }: SourcePlace): string {
  return source === undefined ? `${file}:${row}` : `${source} (${file}:${row})`;
}
