import type { Condition } from '../policy/conditions/condition.ts';
import type { Random } from './random.ts';
import type { CheckQuestion } from './run-check.ts';
import type { SubjectClass } from './subject-classes.ts';
import type { Question } from './voices/voice.ts';

/** What is done, and to resources of which type. */
export interface Asked {
  readonly action: string;
  readonly type: string;
  /** What requests carry besides. */
  readonly context?: Record<string, unknown> | undefined;
  /** What the subject says of itself. */
  readonly properties?: Record<string, unknown> | undefined;
}

export interface QuestionOptions {
  readonly classes: readonly SubjectClass[];
  readonly asked: readonly Asked[];
  /** Rows for each class of subjects, over all that is asked of it. */
  readonly rows: number;
  /** What is asked of each in its place, if not itself. */
  readonly instead?: (question: Question) => readonly Question[];
  /** A question's filter; undefined where there is none. */
  readonly conditionOf: (question: Question) => Condition | undefined;
}

/** Questions that are drawn besides those whose filters differ. */
const OTHERS = 4;
/** Questions of a class at most. */
const MOST = 40;

/**
 * For each class of subjects one question for each filter that some action gives, one for each action that its records
 * name, and some drawn at random, lest filters that are wrong in the same way hide each other.
 */
export function drawQuestions(options: QuestionOptions, random: Random): CheckQuestion[] {
  const { classes, asked, rows, instead = (question) => [question], conditionOf } = options;
  return classes.flatMap(({ name, type: subjectType, ids, names }) => {
    const plain = asked.map(({ action, type, context, properties }): Question => {
      const subject = { type: subjectType, id: random.pick(ids) ?? '' };
      return {
        subject: properties === undefined ? subject : { ...subject, properties },
        action: { name: action },
        type,
        ...(context === undefined ? {} : { context }),
      };
    });
    const questions = plain.flatMap(instead);
    const different = new Map<string, Question>();
    for (const question of shuffled(questions, random)) {
      different.set(keyOf(question, conditionOf(question)), question);
    }
    const drawn = shuffled(questions, random).slice(0, OTHERS);
    const named = questions.filter(({ action }) => names.has(action.name));
    const chosen = [...new Set([...[...different.values()].slice(0, MOST), ...named, ...drawn])];
    const each = Math.max(1, Math.ceil(rows / chosen.length));
    return chosen.map((question, n) => ({
      subjectClass: name,
      question,
      rows: Math.max(0, Math.min(each, rows - n * each)),
    }));
  });
}

function keyOf({ shown }: Question, condition: Condition | undefined): string {
  return JSON.stringify([shown, condition ?? null], (_, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  );
}

/** The items in an order drawn at random. */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
  const mixed = [...items];
  for (let n = mixed.length - 1; n > 0; n--) {
    const other = random.below(n + 1);
    [mixed[n], mixed[other]] = [mixed[other] as T, mixed[n] as T];
  }
  return mixed;
}
