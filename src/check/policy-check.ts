import type { ClientBase } from 'pg';
import type { PolicyBundle } from '../policy/bundle.ts';
import type { Condition } from '../policy/conditions/condition.ts';
import { NotLiftable, type Obstacle } from '../policy/evaluator/residual/refusal.ts';
import { createPolicyFilters, type FilterRows, type PolicyFilters } from '../policy/filter/policy-filters.ts';
import { Coverage, placesOf, type SourceRange } from './coverage.ts';
import { declaredFields } from './declared-fields.ts';
import { hintsOf } from './hints.ts';
import { checkMasks, type MaskCheck } from './mask-check.ts';
import { planConstants } from './plan-constants.ts';
import { type Asked, drawQuestions, shuffled } from './questions.ts';
import { Random } from './random.ts';
import { rowFields } from './row-fields.ts';
import { type ColumnKind, fieldsForType, type RowField } from './row-shape.ts';
import { type CheckResult, runCheck } from './run-check.ts';
import { type Entity, members, type PlainData, subjectClasses } from './subject-classes.ts';
import { conditionVoice, databaseVoice, type RowDatabase, remembered } from './voices/filter-voices.ts';
import { type Rule, voiceOf } from './voices/judge.ts';
import { OpaEval } from './voices/opa-eval.ts';
import { postgresqlDatabase } from './voices/postgresql-database.ts';
import { sqliteDatabase } from './voices/sqlite-database.ts';
import type { Question } from './voices/voice.ts';
import { documentOf, wasmOnSlice, wasmOnWholeData } from './voices/wasm.ts';

export interface PolicyCheckOptions {
  /** The program `opa`. */
  readonly opa: string;
  readonly bundle: PolicyBundle;
  /** The data document as JSON. */
  readonly data: string;
  /** The rule that filters (`authz/allow`). */
  readonly rule: string;
  /** The rule that checks, where it is another one. */
  readonly decision?: Rule | undefined;
  /** The rule that gives the fields to hide; masks are not compared without it. */
  readonly masks?: string | undefined;
  readonly entities: readonly Entity[];
  readonly asked: readonly Asked[];
  /** Collections by whose keys subjects are told apart. */
  readonly distinct: readonly string[];
  /** What columns hold, where that is not to be guessed. */
  readonly columns: ReadonlyMap<string, ColumnKind>;
  /** Rows for each class of subjects. */
  readonly rows: number;
  /** Classes of subjects at most. */
  readonly classes: number;
  readonly seed: number;
  /** Nanoseconds since the epoch: the time of every request. */
  readonly now: bigint;
  /** A connection of this check's own. */
  readonly client: ClientBase;
}

export interface PolicyCheck extends CheckResult {
  /** Whether the policy says that the rule is for checks alone: then only those were compared. */
  readonly checkOnly: boolean;
  readonly fields: readonly RowField[];
  /** Statements that can't be part of a filter. */
  readonly refused: readonly Obstacle[];
  /** What a database has no exact words for. */
  readonly wordless: readonly string[];
  readonly unreached: readonly SourceRange[];
  /** Heads of rules that no row made true. */
  readonly neverHeld: readonly SourceRange[];
  /** What may have kept the check from coming to anything. */
  readonly hints: readonly string[];
  /** What came of the masks; undefined where the policy has none. */
  readonly masks: MaskCheck | undefined;
  /** Classes that were left out, there being too many. */
  readonly leftOut: number;
}

/** Compares a policy's filter with its checks, on rows drawn for it. Nothing of it is kept in the database. */
export async function checkPolicy(options: PolicyCheckOptions): Promise<PolicyCheck> {
  const { opa, bundle, data, rule, decision, entities, asked, columns, rows, seed, now, client } = options;
  const { plan } = bundle;
  const random = new Random(seed);
  const plain = JSON.parse(data) as PlainData;
  const paths = [rule, ...(decision === undefined ? [] : [decision.path])];
  const constants = planConstants(plan, paths);
  const all = entities.flatMap((entity) =>
    subjectClasses(plain, entity, {
      distinct: options.distinct,
      constants: new Set(constants.texts),
      now: Number(now / 1_000_000_000n),
    }),
  );
  const classes = shuffled(all, random).slice(0, options.classes);
  const document = documentOf(data);
  const filters = createPolicyFilters(bundle, document, () => now);
  const checkOnly = bundle.checkOnly?.includes(rule) === true;
  const refused = new Map<string, Obstacle>();
  const filterOf = remembered(({ type, ...question }) =>
    filters.rows(rule, { ...question, resource: { type } }),
  );
  const found: FilterRows[] = [];
  const conditionOf = (question: Question) => {
    if (checkOnly) return undefined;
    try {
      const filter = filterOf(question);
      found.push(filter);
      return filter.condition;
    } catch (error) {
      if (!(error instanceof NotLiftable)) throw error;
      for (const each of error.obstacles) refused.set(`${each.file}:${each.row}:${each.col}`, each);
      return undefined;
    }
  };
  const questions = drawQuestions({ classes, asked, rows, conditionOf }, random);
  const types = asked.map(({ type }) => type);
  const fieldsOf = (of: readonly string[], conditions: readonly Condition[]) =>
    declaredFields(rowFields(plan, of, conditions, columns), types, bundle.columns);
  const fields = fieldsOf(
    paths,
    found.map(({ condition }) => condition),
  );
  const lifted = !checkOnly && refused.size === 0;
  const coverage = new Coverage(placesOf(plan, rule), bundle.modules);
  const sources = [...bundle.modules].map(([path, text]) => ({ path, text }));
  const modules = [await wasmOnSlice(bundle, document, now), await wasmOnWholeData(bundle, data, now)];
  const judges = [new OpaEval({ opa, sources, data, now }, coverage), ...modules];
  // What masks reach is not what the rule reaches.
  const unwatched = new OpaEval({ opa, sources, data, now });
  const databases: RowDatabase[] = [postgresqlDatabase(client), await sqliteDatabase()];
  const wordless = new Set<string>();
  const filterOfDeclared = remembered(({ type, ...question }) => {
    const declared = fieldsForType(fields, type).map(({ path, kind }) => [path.join('.'), kind] as const);
    return filters.rows(rule, { ...question, resource: { type } }, new Map(declared));
  });
  try {
    const rules: Rule[] = [{ path: rule }, ...(decision === undefined ? [] : [decision])];
    const result = await runCheck({
      plan,
      rule,
      others: paths.slice(1),
      questions,
      fields,
      voices: [
        ...judges.flatMap((judge) => rules.map((each) => voiceOf(judge, each))),
        ...(lifted
          ? [
              conditionVoice(filterOf),
              conditionVoice(filterOfDeclared, 'the condition in memory, columns declared'),
              ...databases.map((each) =>
                databaseVoice(each, fields, filterOf, (message) => wordless.add(`${each.name}: ${message}`)),
              ),
            ]
          : []),
      ],
      filterOf: lifted ? filterOf : undefined,
      texts: textsOf(plain),
      seed,
    });
    const maskRules = rulesOfMasks(options, filters);
    const masks =
      lifted && maskRules.length > 0
        ? await checkMasks({
            plan,
            rule,
            others: paths.slice(1),
            filters,
            masks: options.masks ?? '',
            checkOnly: bundle.checkOnly?.includes(options.masks ?? '') === true,
            asked: { classes, asked, rows: Math.ceil(rows * MASKS_SHARE) },
            random,
            fieldsOf: (conditions) => fieldsOf([...paths, ...maskRules.map(({ path }) => path)], conditions),
            judges: maskRules.flatMap((each) => [
              voiceOf(unwatched, each),
              ...(plan.entrypoints.has(each.path) ? modules.map((judge) => voiceOf(judge, each)) : []),
            ]),
            databases,
            onWordless: (message) => wordless.add(message),
            texts: textsOf(plain),
            seed,
          })
        : undefined;
    return {
      ...result,
      masks,
      checkOnly,
      fields,
      refused: [...refused.values()],
      wordless: [...wordless],
      unreached: coverage.unreached(),
      neverHeld: coverage.neverHeld(),
      hints: hintsOf({ plan, rules: paths, data: plain, entities, asked }),
      leftOut: all.length - classes.length,
    };
  } finally {
    for (const each of [...judges, unwatched, ...databases, filters]) await each.close();
  }
}

/** Of the rows for the rule, as many for its masks. */
const MASKS_SHARE = 0.25;

/** The rules that say which fields a check hides: that of the masks, and the decision where it is more than a boolean. */
function rulesOfMasks({ masks, decision }: PolicyCheckOptions, filters: PolicyFilters): Rule[] {
  const own = masks !== undefined && filters.has(masks) ? [{ path: masks }] : [];
  if (decision?.decides !== true || filters.filteringRule(decision.path) === decision.path) return own;
  return [...own, decision];
}

/** Keys of a collection that rows are drawn from; of more, the first. */
const MOST_KEYS = 50;

/** The ids of the data: what fields of rows refer to. */
function textsOf(data: PlainData): string[] {
  return Object.values(data).flatMap((collection) => Object.keys(members(collection)).slice(0, MOST_KEYS));
}
