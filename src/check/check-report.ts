import { describeObstacle } from '../policy/evaluator/residual/refusal.ts';
import { describeDisagreement } from './describe-disagreement.ts';
import type { PolicyCheck } from './policy-check.ts';

export interface CheckReport {
  /** Whether the policy may be published. */
  readonly passed: boolean;
  /** For a person; the last line is a figure. */
  readonly lines: readonly string[];
}

/**
 * What a check of a policy comes to. It fails for a disagreement, for a statement that can't be part of a filter where
 * the policy does not say that its rule is for checks alone, and unless both answers were seen and every line was
 * reached.
 */
export function reportOf(
  check: PolicyCheck,
  rule: string,
  sources: ReadonlyMap<string, string>,
): CheckReport {
  const { rows, subjectClasses, admitted, disagreements, refused, wordless, unreached, leftOut } = check;
  const faults = [
    ...section(`${rule} can't be turned into a filter:`, refused.map(describeObstacle)),
    ...section(
      'lines that no row reached:',
      unreached.map(({ file, row }) => lineOf(file, row, sources)),
    ),
    ...(admitted === 0 ? ['no row was admitted'] : []),
    ...(admitted === rows ? ['every row was admitted'] : []),
    ...section('disagreements:', disagreements.map(describeDisagreement)),
  ];
  const notes = [
    ...(check.checkOnly ? [`${rule} is for checks alone: no filter was compared`] : []),
    ...section('databases that have no exact words for a filter:', wordless),
    ...(leftOut === 0 ? [] : [`${leftOut} more subject classes were left out (--classes)`]),
    `columns: ${check.fields.map(({ path, kind }) => `${path.join('.')} ${kind}`).join(', ')}`,
    `${admitted} of ${rows} rows admitted`,
  ];
  const figure = `${rows} rows, ${count(subjectClasses, 'subject class', 'subject classes')}, ${count(disagreements.length, 'disagreement', 'disagreements')}`;
  return { passed: faults.length === 0, lines: [...notes, ...faults, figure] };
}

function section(title: string, items: readonly string[]): string[] {
  return items.length === 0 ? [] : [title, ...items.map((item) => `  ${item.replaceAll('\n', '\n  ')}`)];
}

function lineOf(file: string, row: number, sources: ReadonlyMap<string, string>): string {
  const text = sources.get(file)?.split('\n')[row - 1]?.trim();
  return text === undefined ? `${file}:${row}` : `${file}:${row}: ${text}`;
}

function count(number: number, one: string, several: string): string {
  return `${number} ${number === 1 ? one : several}`;
}
