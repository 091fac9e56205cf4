import type { Disagreement } from './run-check.ts';
import { requestOf } from './voices/voice.ts';

/** The request about the row, and under it what each voice says of it. */
export function describeDisagreement({ question, row, verdicts }: Disagreement): string {
  const said = verdicts.map(({ voice, admits }) => `  ${told(admits).padEnd(8)} ${voice}`);
  return [JSON.stringify(requestOf(question, row)), ...said].join('\n');
}

function told(admits: boolean | string): string {
  if (typeof admits === 'string') return `fails (${admits})`;
  return admits ? 'admits' : 'refuses';
}
