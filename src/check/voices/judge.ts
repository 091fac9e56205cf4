import type { DecisionRequest } from '../../policy/decision.ts';
import { requestOf, type Voice } from './voice.ts';

/** A rule, as `authz/allow`; the value `true` admits, and so does `true` at `member`, where that is given. */
export interface Rule {
  readonly path: string;
  readonly member?: string;
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
    name: `${judge.name}, ${ruleName(rule)}`,
    admits: (question, rows) =>
      judge.admits(
        rule,
        rows.map((row) => requestOf(question, row)),
      ),
    async close() {},
  };
}

export function ruleName({ path, member }: Rule): string {
  return member === undefined ? path : `${path}.${member}`;
}

/** Whether what a rule gives admits. */
export function isAdmission(value: unknown, { member }: Rule): boolean {
  if (member === undefined) return value === true;
  return typeof value === 'object' && value !== null && (value as Record<string, unknown>)[member] === true;
}
