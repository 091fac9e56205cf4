import { ALWAYS, type Condition } from '../policy/conditions/condition.ts';
import { NotLiftable, type Obstacle } from '../policy/evaluator/residual/refusal.ts';
import type { DeclaredFields } from '../policy/evaluator/residual/row-fields.ts';
import type { FilterRows, PolicyFilters } from '../policy/filter/policy-filters.ts';
import { rowsAndFields } from '../policy/filter/rows-and-fields.ts';
import { drawQuestions, type QuestionOptions } from './questions.ts';
import type { Random } from './random.ts';
import { fieldsForType, type RowField } from './row-shape.ts';
import { type CheckOptions, type CheckResult, runCheck } from './run-check.ts';
import { conditionVoice, databaseVoice, type RowDatabase, remembered } from './voices/filter-voices.ts';
import type { Question, Shown, Voice } from './voices/voice.ts';

export interface MaskCheckOptions extends Pick<CheckOptions, 'plan' | 'rule' | 'others' | 'texts' | 'seed'> {
  readonly filters: PolicyFilters;
  /** The rule that gives the set of fields to hide. */
  readonly masks: string;
  /** Whether the policy says that it is for checks alone. */
  readonly checkOnly: boolean;
  readonly asked: Pick<QuestionOptions, 'classes' | 'asked' | 'rows'>;
  readonly random: Random;
  /** The columns of rows, given the conditions of all questions. */
  readonly fieldsOf: (conditions: readonly Condition[]) => readonly RowField[];
  /** What checks say of masks. */
  readonly judges: readonly Voice[];
  readonly databases: readonly RowDatabase[];
  readonly onWordless: (message: string) => void;
}

/** What came of comparing the masks of filters with those of checks. */
export interface MaskCheck extends CheckResult {
  readonly rule: string;
  readonly checkOnly: boolean;
  /** The fields that some filter may hide. */
  readonly fields: readonly string[];
  /** Statements that can't be part of a filter. */
  readonly refused: readonly Obstacle[];
}

/**
 * Compares the fields that filters leave to be seen with those that checks do, field by field, and that checks hide no
 * others.
 */
export async function checkMasks(options: MaskCheckOptions): Promise<MaskCheck> {
  const { filters, rule, masks, checkOnly, judges, databases, onWordless, fieldsOf } = options;
  const refused = new Map<string, Obstacle>();
  const visible = (question: Question, fields?: DeclaredFields) => {
    const { subject, action, type, context } = question;
    const asked = { subject, action, resource: { type }, ...(context === undefined ? {} : { context }) };
    return rowsAndFields(filters, rule, masks, asked, fields);
  };
  const names = new Set<string>();
  const found: Condition[] = [];
  const instead = (question: Question): Question[] => {
    if (checkOnly) return [];
    try {
      const fields = [...visible(question).visible];
      for (const [name, condition] of fields) {
        names.add(name);
        found.push(condition);
      }
      const besides = fields.map(([name]) => name);
      const shown: Shown[] = [...besides.map((field) => ({ field })), { besides }];
      return shown.map((each) => ({ ...question, shown: each }));
    } catch (error) {
      if (!(error instanceof NotLiftable)) throw error;
      for (const each of error.obstacles) refused.set(`${each.file}:${each.row}:${each.col}`, each);
      return [];
    }
  };
  const seenIn = (question: Question, fields?: DeclaredFields): FilterRows => {
    const { table, visible: seen } = visible(question, fields);
    const { shown } = question;
    return {
      table,
      condition: shown !== undefined && 'field' in shown ? (seen.get(shown.field) ?? ALWAYS) : ALWAYS,
    };
  };
  const filterOf = remembered((question) => seenIn(question));
  const questions = drawQuestions(
    { ...options.asked, instead, conditionOf: (question) => filterOf(question).condition },
    options.random,
  );
  const fields = fieldsOf(found);
  const filterOfDeclared = remembered((question) => {
    const declared = fieldsForType(fields, question.type).map(
      ({ path, kind }) => [path.join('.'), kind] as const,
    );
    return seenIn(question, new Map(declared));
  });
  const result = await runCheck({
    ...options,
    questions: refused.size > 0 ? [] : questions,
    fields,
    voices: [
      ...judges,
      conditionVoice(filterOf),
      conditionVoice(filterOfDeclared, 'the condition in memory, columns declared'),
      ...databases.map((each) =>
        databaseVoice(each, fields, filterOf, (message) => onWordless(`${each.name}: ${message}`)),
      ),
    ],
    filterOf,
  });
  return { ...result, rule: masks, checkOnly, fields: [...names].sort(), refused: [...refused.values()] };
}
