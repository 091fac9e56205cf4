import type { Disagreement } from './run-check.ts';
import { type Question, requestOf } from './voices/voice.ts';

/** The request about the row, and under it what each voice says of it. */
export function describeDisagreement({ question, row, verdicts }: Disagreement): string {
  const words = verdicts.map(({ admits }) => told(admits, question));
  const width = Math.max(...words.map(({ length }) => length)) + 2;
  const said = verdicts.map(({ voice }, n) => `  ${words[n]?.padEnd(width)}${voice}`);
  return [JSON.stringify(requestOf(question, row)), ...said].join('\n');
}

function told(admits: boolean | string, { shown }: Question): string {
  if (typeof admits === 'string') return `fails (${admits})`;
  if (shown === undefined) return admits ? 'admits' : 'refuses';
  if ('field' in shown) return `${admits ? 'shows' : 'hides'} ${shown.field}`;
  if (shown.besides.length === 0) return admits ? 'hides nothing' : 'hides something';
  return `hides ${admits ? 'at most' : 'more than'} ${shown.besides.join(', ')}`;
}
