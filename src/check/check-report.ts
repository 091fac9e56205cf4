import { describeObstacle } from '../policy/evaluator/residual/refusal.ts';
import type { SourceRange } from './coverage.ts';
import { describeDisagreement } from './describe-disagreement.ts';
import type { MaskCheck } from './mask-check.ts';
import type { PolicyCheck } from './policy-check.ts';

export interface CheckReport {
  /** Whether the policy may be published. */
  readonly passed: boolean;
  /** For a person; the last line is a figure. */
  readonly lines: readonly string[];
}

/**
 * What a check of a policy comes to. It fails for a disagreement, for a statement that can't be part of a filter where
 * the policy does not say that its rule is for checks alone, and unless both answers were seen and every statement
 * was reached.
 */
export function reportOf(
  check: PolicyCheck,
  rule: string,
  sources: ReadonlyMap<string, string>,
): CheckReport {
  const { rows, subjectClasses, admitted, disagreements, refused, wordless, unreached, leftOut } = check;
  const { masks } = check;
  const every = [...disagreements, ...(masks?.disagreements ?? [])];
  const faults = [
    ...section(`${rule} can't be turned into a filter:`, refused.map(describeObstacle)),
    ...section(`${masks?.rule} can't be part of a filter:`, masks?.refused.map(describeObstacle) ?? []),
    ...section(
      'no row reached (other data may, and other actions: --data, --action):',
      unreached.map((range) => textOf(range, sources)),
    ),
    ...(admitted === 0 ? ['no row was admitted'] : []),
    ...(admitted === rows ? ['every row was admitted'] : []),
    ...section('disagreements:', every.map(describeDisagreement)),
  ];
  const notes = [
    ...check.hints,
    ...(check.checkOnly ? [`${rule} is for checks alone: no filter was compared`] : []),
    ...section(
      'never true:',
      check.neverHeld.map((range) => textOf(range, sources)),
    ),
    ...section('databases that have no exact words for a filter:', wordless),
    ...(leftOut === 0 ? [] : [`${leftOut} more subject classes were left out (--classes)`]),
    `columns: ${check.fields.map(({ path, kind }) => `${path.join('.')} ${kind}`).join(', ')}`,
    `drawn: ${[...check.drawn]
      .map(([kind, times]) => `${kind} ${times}`)
      .sort()
      .join(', ')}`,
    `${admitted} of ${rows} rows admitted`,
    ...(masks === undefined ? [] : [maskNote(masks)]),
  ];
  const all = rows + (masks?.rows ?? 0);
  const figure = `${all} rows, ${count(subjectClasses, 'subject class', 'subject classes')}, ${count(every.length, 'disagreement', 'disagreements')}`;
  return { passed: faults.length === 0, lines: [...notes, ...faults, figure] };
}

function maskNote({ rule, checkOnly, fields, rows, admitted }: MaskCheck): string {
  if (checkOnly) return `${rule} is for checks alone: no mask was compared`;
  const which = fields.length === 0 ? 'no field is ever hidden' : fields.join(', ');
  return `masks: ${which}; shown in ${admitted} of ${rows} rows`;
}

function section(title: string, items: readonly string[]): string[] {
  return items.length === 0 ? [] : [title, ...items.map((item) => `  ${item.replaceAll('\n', '\n  ')}`)];
}

/** The place and its text; of a longer text the first line. */
function textOf({ file, row, col, end }: SourceRange, sources: ReadonlyMap<string, string>): string {
  const place = `${file}:${row}:${col}`;
  const line = sources.get(file)?.split('\n')[row - 1];
  if (line === undefined) return place;
  const text = line.slice(col - 1, end.row === row ? end.col - 1 : undefined).trim();
  return `${place}: ${text}`;
}

function count(number: number, one: string, several: string): string {
  return `${number} ${number === 1 ? one : several}`;
}
