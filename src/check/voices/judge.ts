import type { DecisionRequest } from '../../policy/decision.ts';
import { requestOf, type Shown, type Voice } from './voice.ts';

/** A rule, as `authz/allow`, of which the value `true` admits; one that decides may be an object with `allow` too. */
export interface Rule {
  readonly path: string;
  readonly decides?: boolean;
  /** Instead: admits where the masks it gives leave these fields to be seen. One that decides has them as `masks`. */
  readonly shown?: Shown | undefined;
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
        question.shown === undefined ? rule : { ...rule, shown: question.shown },
        rows.map((row) => requestOf(question, row)),
      ),
    async close() {},
  };
}

/** Whether what a rule gives admits. */
export function isAdmission(value: unknown, { decides, shown }: Rule): boolean {
  if (shown !== undefined) return shows(decides === true ? masksIn(value) : value, shown);
  if (value === true) return true;
  if (decides !== true || typeof value !== 'object' || value === null) return false;
  return (value as { allow?: unknown }).allow === true;
}

function masksIn(decision: unknown): unknown {
  return typeof decision === 'object' && decision !== null ? (decision as { masks?: unknown }).masks : [];
}

/** Masks that are undefined hide nothing; those that are no array of fields, everything. */
function shows(masks: unknown = [], shown: Shown): boolean {
  if (!Array.isArray(masks)) return false;
  return 'field' in shown
    ? !masks.includes(shown.field)
    : masks.every((field) => shown.besides.includes(field));
}
