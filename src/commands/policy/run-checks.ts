import { masksBeside } from '../../app/filter-rules.ts';
import type { Entity } from '../../check/subject-classes.ts';
import type { Rule } from '../../check/voices/judge.ts';
import type { PolicyBundle } from '../../policy/bundle.ts';
import { print } from '../run.ts';
import { withData } from './check-database.ts';
import type { CheckOptions } from './check-options.ts';

/** Those of the policy data that Postern publishes. */
const ENTITIES: readonly Entity[] = [
  { type: 'user', collection: 'users' },
  { type: 'service', collection: 'users' },
];

export interface WantedChecks {
  readonly opa: string;
  readonly bundle: PolicyBundle;
  /** The rules that filter; the first filters what the decision allows, the others stand for themselves. */
  readonly rules: readonly string[];
  readonly decision: Rule | undefined;
}

/** Checks each of the rules and prints what comes of it; tells whether all passed. */
export async function runChecks(
  { opa, bundle, rules, decision }: WantedChecks,
  options: CheckOptions,
): Promise<boolean> {
  const { checkPolicy } = await import('../../check/policy-check.ts');
  const { reportOf } = await import('../../check/check-report.ts');
  const { askedOf, withExtras } = await import('../../check/asked.ts');
  const { planConstants } = await import('../../check/plan-constants.ts');
  return withData(options.data, async (client, data) => {
    const plain = JSON.parse(data) as Record<string, unknown>;
    let passed = true;
    for (const [n, rule] of rules.entries()) {
      if (rules.length > 1) print(`${rule}:`);
      const result = await checkPolicy({
        opa,
        bundle,
        data,
        rule,
        decision: n === 0 ? decision : undefined,
        masks: n === 0 ? masksBeside(rule) : undefined,
        entities: options.entity.length > 0 ? options.entity : ENTITIES,
        asked: withExtras(
          askedOf(plain, options.action, options.type, planConstants(bundle.plan, [rule]).texts),
          options.context,
          options.subjectProperties,
        ),
        distinct: options.distinct.length > 0 ? options.distinct : ['roles', 'permissions'],
        columns: options.column,
        rows: options.rows,
        classes: options.classes,
        seed: options.seed,
        now: BigInt(Date.now()) * 1_000_000n,
        client,
      });
      const report = reportOf(result, rule, bundle.modules);
      for (const line of report.lines) print(line);
      passed &&= report.passed;
    }
    return passed;
  });
}
