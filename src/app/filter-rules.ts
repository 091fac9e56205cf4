import type { Config } from '../config.ts';

/** The rule that filters is the first that was named, or `allow` beside the rule that decides; masks stand there too. */
export function filterRules({ decision, filters }: Pick<Config, 'decision' | 'filters'>): {
  rule: string;
  masks: string;
} {
  const rule = filters?.[0] ?? beside(decision, 'allow');
  return { rule, masks: masksBeside(rule) };
}

/** The rule that gives the fields to hide of the rows that a rule admits. */
export function masksBeside(rule: string): string {
  return beside(rule, 'masks');
}

function beside(rule: string, name: string): string {
  return [...rule.split('/').slice(0, -1), name].join('/');
}
