import type { RuleOutcome, SourcePlace } from '../../policy/explain/explanation.ts';
import type { Explained } from '../explain/explainer.ts';
import type { ExplainMode } from './data-parameters.ts';

/**
 * An event of an explanation: OPA's members as far as a compiled policy has them, and our own. OPA's interpreter traces
 * expressions and has their syntax tree as `node`; here there is one event for each definition of a rule that was
 * evaluated, with where it stands. `note` is what OPA calls the output of `trace`, which a compiled policy has none of.
 */
export interface TraceEvent {
  readonly op: 'Exit' | 'Fail';
  readonly type: 'rule';
  readonly message: string;
  readonly rule: string;
  readonly arguments?: readonly string[];
  readonly location: SourcePlace;
  readonly stopped_at?: SourcePlace;
}

/** The member `explanation` of OPA's answer. `fails` is only what did not hold, and `notes` nothing. */
export function writeExplanation(
  explained: Explained,
  mode: ExplainMode,
  pretty: boolean,
): readonly TraceEvent[] | readonly string[] {
  if (mode === 'notes' || !('rules' in explained)) return [];
  const wanted = mode === 'fails' ? explained.rules.filter(({ held }) => !held) : explained.rules;
  const events = wanted.map(eventOf);
  return pretty ? events.map(({ message }) => message) : events;
}

function eventOf(outcome: RuleOutcome): TraceEvent {
  const { rule, file, row, col, source, arguments: given } = outcome;
  const location = { file, row, col, ...(source === undefined ? {} : { source }) };
  const own = { type: 'rule', rule, ...(given === undefined ? {} : { arguments: given }), location } as const;
  const head = `${rule}${given === undefined ? '' : `(${given.join(', ')})`}`;
  if (outcome.held) return { op: 'Exit', message: `${lineOf(location)}: Exit ${head}`, ...own };
  const stop = outcome.stopped_at;
  const message = `${lineOf(location)}: Fail ${head}, stopped at ${lineOf(stop)}: ${stop.source ?? ''}`;
  return { op: 'Fail', message, ...own, stopped_at: stop };
}

function lineOf({ file, row }: SourcePlace): string {
  return `${file}:${row}`;
}
