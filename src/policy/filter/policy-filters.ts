import type { DataSource } from '../../data/data-source.ts';
import { builtins } from '../builtins.ts';
import type { PolicyBundle } from '../bundle.ts';
import { assumeColumns } from '../columns/assume-columns.ts';
import { type DeclaredColumns, fieldsOf } from '../columns/declared-columns.ts';
import type { Condition } from '../conditions/condition.ts';
import type { ConditionTable } from '../conditions/condition-table.ts';
import type { DecisionRequest } from '../decision.ts';
import { createDataValue } from '../evaluator/data-value.ts';
import { createPlanEvaluator } from '../evaluator/plan-evaluator.ts';
import type { ResidualMember, ResidualRequest } from '../evaluator/residual/residual.ts';
import type { DeclaredFields, SparseRows } from '../evaluator/residual/row-fields.ts';
import { fromPlain, toPlain } from '../values/json.ts';
import { filteringRule } from './filtering-rule.ts';
import { type InputRead, inputReads } from './input-reads.ts';

/** Everything of a request but the row: its id and its properties are what is asked about. */
export interface FilterQuestion {
  readonly subject: DecisionRequest['subject'];
  readonly action: DecisionRequest['action'];
  readonly resource: { readonly type: string };
  readonly context?: Record<string, unknown>;
}

/** A question about rows that lie anywhere in the input. */
export interface RowsQuestion {
  /** The input as far as it is known; what is said of the unknown is ignored. */
  readonly input: Readonly<Record<string, unknown>>;
  /** The paths of the input that are not known; an empty one is all of it. */
  readonly unknowns: readonly (readonly string[])[];
  /** Where in the input the row lies: fields are named from there on. */
  readonly row: readonly string[];
  /** The row's columns. Without them every path that the rule reads is a column. */
  readonly fields?: DeclaredFields | undefined;
  /** Without it, each column is there in every row, and may be null. */
  readonly sparse?: SparseRows | undefined;
}

/** The rows of which a rule holds, and the table that made the condition. */
export interface FilterRows {
  readonly condition: Condition;
  readonly table: ConditionTable;
}

/** A compiled policy as a source of filters. Where nothing else is said, fields are paths below `input.resource`. */
export interface PolicyFilters {
  /**
   * The rows for which a rule is `true`. Throws a NotLiftable where no condition says exactly that, and an EvaluationError
   * where the rule has no answer. Without `fields`, the columns are those that the policy declares for the resource type.
   */
  rows(rule: string, question: FilterQuestion, fields?: DeclaredFields, sparse?: SparseRows): FilterRows;
  /** As `rows`, for rows that lie anywhere in the input. */
  rowsAnywhere(rule: string, question: RowsQuestion): FilterRows;
  /** For each text that the set a rule gives may hold, the rows for which it does. Throws as `rows`. */
  members(rule: string, question: FilterQuestion, fields?: DeclaredFields): ReadonlyMap<string, Condition>;
  /** As `rows` of one rule and `members` of another; what both ask is worked out once. */
  rowsAndMembers(
    rule: string,
    set: string,
    question: FilterQuestion,
    fields?: DeclaredFields,
  ): FilterRows & { readonly members: ReadonlyMap<string, Condition> };
  /** What the policy says of the rows of a resource type; undefined where nothing. */
  columns(type: string): DeclaredColumns | undefined;
  /** Whether the policy has a rule. */
  has(rule: string): boolean;
  /** The rule that holds wherever a decision of this one allows; undefined where none can be told. */
  filteringRule(decision: string): string | undefined;
  /** What an entrypoint gives where all of the input is known, undefined where nothing. Throws an EvaluationError. */
  document(entrypoint: string, input: Readonly<Record<string, unknown>>): unknown;
  readonly entrypoints: ReadonlySet<string>;
  /** What a rule reads of the input by constant names. */
  inputReads(rule: string): readonly InputRead[];
  /** The Rego as written, by its path in the bundle. */
  readonly modules: ReadonlyMap<string, string>;
  close(): void;
}

/** Steps that one filter may take: some hundred milliseconds, in which nothing else is answered. */
const STEPS = 1_000_000;
/** Where the row lies in the input, and what of it is not known. */
const ROW = ['resource'];
const UNKNOWNS = [
  ['resource', 'id'],
  ['resource', 'properties'],
];

/**
 * Makes filters from a policy's plan, over policy data that it follows from now on.
 *
 * @param now nanoseconds since the epoch; read at most once a filter
 */
export function createPolicyFilters(
  { plan, modules, columns }: Pick<PolicyBundle, 'plan' | 'modules' | 'columns'>,
  source: DataSource,
  now: () => bigint = () => BigInt(Date.now()) * 1_000_000n,
): PolicyFilters {
  const evaluator = createPlanEvaluator(plan, { builtins, sources: modules, stepLimit: STEPS });
  const data = createDataValue(source);
  const rules = new Set([...plan.functions.values()].map(({ path }) => path.slice(1).join('/')));
  const reads = new Map<string, readonly InputRead[]>();
  const filtering = new Map<string, string | undefined>();
  const anywhere = ({ input, unknowns, row, fields, sparse }: RowsQuestion): ResidualRequest => {
    return { input: fromPlain(input), data: data.root, now, unknowns, row, fields, sparse };
  };
  const declaredFor = (question: FilterQuestion, fields?: DeclaredFields, sparse?: SparseRows) =>
    fields === undefined && sparse === undefined ? columns?.get(question.resource.type) : undefined;
  const request = (question: FilterQuestion, fields?: DeclaredFields, sparse?: SparseRows) =>
    anywhere({
      input: { ...question },
      unknowns: UNKNOWNS,
      row: ROW,
      fields,
      sparse,
    });
  return {
    rows(rule, question, fields, sparse) {
      const declared = declaredFor(question, fields, sparse);
      const known = declared === undefined ? fields : fieldsOf(declared);
      return assuming(declared, evaluator.residual(rule, request(question, known, sparse)));
    },
    rowsAnywhere: (rule, question) =>
      evaluator.residual(rule, anywhere({ ...question, unknowns: outermost(question.unknowns) })),
    members(rule, question, fields) {
      const declared = declaredFor(question, fields);
      const known = declared === undefined ? fields : fieldsOf(declared);
      return byText(evaluator.members(rule, request(question, known)));
    },
    rowsAndMembers(rule, set, question, fields) {
      const declared = declaredFor(question, fields);
      const known = declared === undefined ? fields : fieldsOf(declared);
      const { rows, members } = evaluator.rowsAndMembers(rule, set, request(question, known));
      return { ...assuming(declared, rows), members: byText(members) };
    },
    columns: (type) => columns?.get(type),
    has: (rule) => rules.has(rule),
    filteringRule(decision) {
      if (!filtering.has(decision)) filtering.set(decision, filteringRule(plan, decision));
      return filtering.get(decision);
    },
    document(entrypoint, input) {
      const value = evaluator.evaluate(entrypoint, { input: fromPlain({ ...input }), data: data.root, now });
      return value === undefined ? undefined : toPlain(value);
    },
    inputReads(rule) {
      const known = reads.get(rule) ?? inputReads(plan, rule);
      if (rules.has(rule)) reads.set(rule, known);
      return known;
    },
    entrypoints: new Set(plan.entrypoints.keys()),
    modules,
    close: () => data.close(),
  };
}

function assuming(declared: DeclaredColumns | undefined, { condition, table }: FilterRows): FilterRows {
  return { condition: declared ? assumeColumns(condition, declared, table) : condition, table };
}

function byText(members: readonly ResidualMember[]): ReadonlyMap<string, Condition> {
  const found = new Map<string, Condition>();
  for (const { value, condition } of members) if (typeof value === 'string') found.set(value, condition);
  return found;
}

/** Paths without those that lie below others. */
function outermost(paths: RowsQuestion['unknowns']): RowsQuestion['unknowns'] {
  return paths.filter(
    (path) =>
      !paths.some((other) => other.length < path.length && other.every((part, n) => part === path[n])),
  );
}
