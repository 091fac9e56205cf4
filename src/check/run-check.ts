import type { Plan } from '../policy/plan/plan.ts';
import { drawRows } from './draw-rows.ts';
import type { ValuePool } from './draw-values.ts';
import { planConstants } from './plan-constants.ts';
import { Random } from './random.ts';
import { fieldsForType, type Row, type RowField } from './row-shape.ts';
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
  /** Rules that it is compared with: what stands in them is drawn too. */
  readonly others?: readonly string[];
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
  /** How many values of each kind the rows were given at random. */
  readonly drawn: ReadonlyMap<string, number>;
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
  const drawn = new Map<string, number>();
  const draw = rowDrawer(options, drawn);
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
    drawn,
    disagreements: disagreements.slice(0, enough),
  };
}

/** Draws rows for a question, and counts the kinds of values in them. */
function rowDrawer(
  { plan, rule, others = [], fields, filterOf, texts }: CheckOptions,
  drawn: Map<string, number>,
) {
  const constants = planConstants(plan, [rule, ...others]);
  const anything: ValuePool = {
    texts: [...constants.texts, ...texts],
    numbers: [0, 1, ...constants.numbers],
  };
  const note = (kind: string) => drawn.set(kind, (drawn.get(kind) ?? 0) + 1);
  return (random: Random, question: Question, rows: number): Row[] => {
    const condition = filterOf?.(question).condition;
    return drawRows(random, rows, {
      fields: fieldsForType(fields, question.type),
      anything,
      condition,
      note,
    });
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
