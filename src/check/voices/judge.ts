import type { DecisionRequest } from '../../policy/decision.ts';
import { requestOf, type Voice } from './voice.ts';

/** A rule, as `authz/allow`, of which the value `true` admits; one that decides may be an object with `allow` too. */
export interface Rule {
  readonly path: string;
  readonly decides?: boolean;
}

/** Evaluates the rules of one policy on one data document. */
export interface Judge {
  readonly name: string;
  /** Whether the rule admits each request, in their order. */
  admits(rule: Rule, requests: readonly DecisionRequest[]): Promise<readonly boolean[]>;
  close(): Promise<void>;
}

/** What a judge says of one rule. The judge stays the caller's, to be closed by it. */
export function voiceOf(judge: Judge, rule: Rule): Voice {
  return {
    name: `${judge.name}, ${rule.path}`,
    admits: (question, rows) =>
      judge.admits(
        rule,
        rows.map((row) => requestOf(question, row)),
      ),
    async close() {},
  };
}

/** Whether what a rule gives admits. */
export function isAdmission(value: unknown, { decides }: Rule): boolean {
  if (value === true) return true;
  if (decides !== true || typeof value !== 'object' || value === null) return false;
  return (value as { allow?: unknown }).allow === true;
}
