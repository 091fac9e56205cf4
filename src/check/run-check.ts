import { ALWAYS } from '../policy/conditions/condition.ts';
import type { Plan } from '../policy/plan/plan.ts';
import type { ValuePool } from './draw-values.ts';
import { comparedValues } from './field-pools.ts';
import { planConstants } from './plan-constants.ts';
import { Random } from './random.ts';
import { drawRow, type Row, type RowField } from './row-shape.ts';
import { shrink } from './shrink.ts';
import type { FilterOf } from './voices/filter-voices.ts';
import type { Question, Voice } from './voices/voice.ts';

/** What is asked of rows that are drawn for it. */
export interface CheckQuestion {
  /** The class of subjects that the subject stands for. */
  readonly subjectClass: string;
  readonly question: Question;
  readonly rows: number;
}

export interface CheckOptions {
  readonly plan: Plan;
  /** The rule that filters. */
  readonly rule: string;
  readonly questions: readonly CheckQuestion[];
  readonly fields: readonly RowField[];
  /** The first is the one that is right where they differ, as far as anybody knows. */
  readonly voices: readonly Voice[];
  /** Undefined: nothing filters, and rows are drawn from the constants alone. */
  readonly filterOf: FilterOf | undefined;
  /** Texts worth trying in any field: ids of the data, among others. */
  readonly texts: readonly string[];
  readonly seed: number;
  /** Disagreements after which the check ends. Of several, each is made as small as it goes; one is shown as it was met. */
  readonly enough?: number;
}

export interface Disagreement {
  readonly question: Question;
  readonly row: Row;
  /** What each voice says of it: whether it is admitted, or why it could not say. */
  readonly verdicts: readonly { readonly voice: string; readonly admits: boolean | string }[];
}

export interface CheckResult {
  readonly rows: number;
  readonly subjectClasses: number;
  readonly admitted: number;
  readonly disagreements: readonly Disagreement[];
}

/** Disagreements after which a check ends, unless it is told otherwise: more say nothing new. */
const ENOUGH = 5;
/** Questions under way at a time, so that one voice need not wait for another. */
const AT_ONCE = 16;
/** Rows that a voice is asked about at a time. */
const MOST_ROWS = 2_000;

/**
 * Draws rows for each question and asks every voice about them. The rows are drawn from the constants of the policy, from
 * the data, and from what the filter at hand compares with, with look-alikes and neighbours of each. The same seed gives
 * the same rows.
 */
export async function runCheck(options: CheckOptions): Promise<CheckResult> {
  const { questions, voices, seed, enough = ENOUGH } = options;
  const draw = rowDrawer(options);
  const disagreements: Disagreement[] = [];
  const classes = new Set<string>();
  let [total, admitted] = [0, 0];
  const judge = async (question: Question, rows: readonly Row[]) => {
    const heard = await Promise.all(voices.map((voice) => voice.admits(question, rows)));
    const answers = heard.filter((answer) => answer !== undefined);
    const names = voices.filter((_, i) => heard[i] !== undefined).map(({ name }) => name);
    total += rows.length;
    for (const [n, row] of rows.entries()) {
      const verdicts = answers.map((each) => each[n] === true);
      if (verdicts[0]) admitted += 1;
      if (verdicts.every((verdict) => verdict === verdicts[0]) || disagreements.length >= enough) continue;
      const shown = answers.map((_, i) => ({ voice: names[i] ?? '', admits: verdicts[i] === true }));
      disagreements.push(
        enough === 1 ? { question, row, verdicts: shown } : await shrink(question, row, voices),
      );
    }
  };
  const left = portions(questions).entries();
  const work = async () => {
    for (const [n, { subjectClass, question, rows }] of left) {
      if (disagreements.length >= enough) return;
      classes.add(subjectClass);
      await judge(question, draw(new Random(seed + n), question, rows));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return {
    rows: total,
    subjectClasses: classes.size,
    admitted,
    disagreements: disagreements.slice(0, enough),
  };
}

/** Draws rows for a question, most of them close to what its filter compares with. */
function rowDrawer({ plan, rule, fields, filterOf, texts }: CheckOptions) {
  const constants = planConstants(plan, rule);
  const anything: ValuePool = {
    texts: [...constants.texts, ...texts],
    numbers: [0, 1, ...constants.numbers],
  };
  return (random: Random, question: Question, rows: number): Row[] => {
    const near = comparedValues(filterOf?.(question).condition ?? ALWAYS);
    const pools = (name: string): ValuePool => {
      const own = near.get(name) ?? { texts: [], numbers: [] };
      // What a field is compared with matters most; a third of the draws are from everything else.
      const share = random.chance(0.67);
      return {
        texts: share && own.texts.length > 0 ? own.texts : anything.texts,
        numbers: share && own.numbers.length > 0 ? own.numbers : anything.numbers,
      };
    };
    return Array.from({ length: rows }, (_, n) => drawRow(random, `row-${n}`, fields, pools));
  };
}

function portions(questions: readonly CheckQuestion[]): CheckQuestion[] {
  return questions.flatMap((each) =>
    Array.from({ length: Math.ceil(each.rows / MOST_ROWS) }, (_, n) => ({
      ...each,
      rows: Math.min(MOST_ROWS, each.rows - n * MOST_ROWS),
    })),
  );
}
