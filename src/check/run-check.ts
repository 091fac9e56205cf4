import type { Condition, Scalar } from '../policy/conditions/condition.ts';
import type { Plan } from '../policy/plan/plan.ts';
import { type LineCoverage, linesOf, type SourceLine } from './coverage.ts';
import type { ValuePool } from './draw-values.ts';
import { planConstants } from './plan-constants.ts';
import { Random } from './random.ts';
import { drawRow, type Row, type RowField } from './row-shape.ts';
import { shrink } from './shrink.ts';
import type { FilterOf } from './voices/filter-voices.ts';
import type { Question, Voice } from './voices/voice.ts';

export interface CheckOptions {
  readonly plan: Plan;
  /** The rule that filters. */
  readonly rule: string;
  /** One question for each subject and action that is tried, with the class of subjects it belongs to. */
  readonly questions: readonly { readonly subjectClass: string; readonly question: Question }[];
  readonly fields: readonly RowField[];
  readonly voices: readonly Voice[];
  readonly filterOf: FilterOf;
  readonly coverage: LineCoverage;
  /** Rows for each question. */
  readonly rows: number;
  /** Texts worth trying in any field: ids of the data, among others. */
  readonly texts: readonly string[];
  readonly seed: number;
}

export interface Disagreement {
  readonly question: Question;
  readonly row: Row;
  /** What each voice says of it. */
  readonly verdicts: readonly { readonly voice: string; readonly admits: boolean | string }[];
}

export interface CheckResult {
  readonly rows: number;
  readonly subjectClasses: number;
  readonly admitted: number;
  readonly disagreements: readonly Disagreement[];
  /** Lines of the rule that no row reached. */
  readonly unreached: readonly SourceLine[];
}

/** Disagreements after which a check ends: more say nothing new. */
const ENOUGH = 5;

/**
 * Draws rows for each question and asks every voice about them. The rows are drawn from the constants of the policy, from
 * the data, and from what the filter at hand compares with, with look-alikes and neighbours of each.
 */
export async function runCheck(options: CheckOptions): Promise<CheckResult> {
  const { plan, rule, questions, fields, voices, filterOf, coverage, rows, texts, seed } = options;
  const random = new Random(seed);
  const constants = planConstants(plan);
  const disagreements: Disagreement[] = [];
  const classes = new Set<string>();
  let [total, admitted] = [0, 0];
  for (const { subjectClass, question } of questions) {
    if (disagreements.length >= ENOUGH) break;
    classes.add(subjectClass);
    const near = compared(filterOf(question).condition);
    const pools = (name: string): ValuePool => {
      const own = near.get(name) ?? { texts: [], numbers: [] };
      // What a field is compared with matters most; a third of the draws are from everything else.
      const share = random.chance(0.67);
      return {
        texts: share && own.texts.length > 0 ? own.texts : [...constants.texts, ...texts],
        numbers: share && own.numbers.length > 0 ? own.numbers : [0, 1, ...constants.numbers],
      };
    };
    const drawn = Array.from({ length: rows }, (_, n) => drawRow(random, `row-${n}`, fields, pools));
    const answers = await Promise.all(voices.map((voice) => voice.admits(question, drawn)));
    total += rows;
    for (const [n, row] of drawn.entries()) {
      const verdicts = answers.map((each) => each[n] === true);
      if (verdicts[0]) admitted += 1;
      if (verdicts.every((verdict) => verdict === verdicts[0])) continue;
      if (disagreements.length < ENOUGH) disagreements.push(await shrink(question, row, voices));
    }
  }
  const unreached = linesOf(plan, rule).filter(({ file, row }) => coverage.missed(file, row));
  return { rows: total, subjectClasses: classes.size, admitted, disagreements, unreached };
}

/** The constants that a condition compares each field with. */
function compared(condition: Condition): Map<string, { texts: string[]; numbers: number[] }> {
  const found = new Map<string, { texts: string[]; numbers: number[] }>();
  const note = (field: readonly string[], values: readonly Scalar[]) => {
    const name = field.join('.');
    const pool = found.get(name) ?? { texts: [], numbers: [] };
    found.set(name, pool);
    for (const value of values) {
      if (typeof value === 'string') pool.texts.push(value);
      if (typeof value === 'number') pool.numbers.push(value);
    }
  };
  const walk = (part: Condition): void => {
    switch (part.kind) {
      case 'and':
      case 'or':
        for (const inner of part.parts) walk(inner);
        return;
      case 'not':
        walk(part.part);
        return;
      case 'in':
      case 'has':
        note(part.field, part.values);
        return;
      case 'compare':
      case 'text':
        note(part.field, [part.value]);
    }
  };
  walk(condition);
  return found;
}
