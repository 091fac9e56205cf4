import { assumeColumns } from '../../../policy/columns/assume-columns.ts';
import { type Field, fieldName } from '../../../policy/conditions/condition.ts';
import { EvaluationError } from '../../../policy/evaluator/evaluation-error.ts';
import { NotLiftable } from '../../../policy/evaluator/residual/refusal.ts';
import type { PolicyFilters } from '../../../policy/filter/policy-filters.ts';
import { BadRequest, Refusal } from '../../errors.ts';
import { type CompileAnnotations, maskPath, readCompileAnnotations } from './annotations.ts';
import {
  type CompileError,
  FragmentError,
  fragmentError,
  InvalidUnknown,
  obstacleError,
} from './compile-errors.ts';
import type { CompileRequest } from './compile-request.ts';
import { declaredTables } from './declared-tables.ts';
import { type Hint, hintsOf } from './hints.ts';
import { describeTarget, type Target } from './targets.ts';
import { writeTarget } from './write-target.ts';

/** The answer of the compile API. Source: `CompileResponseV1` of OPA. */
export interface CompileAnswer {
  /** Absent where no row is admitted. */
  readonly result?: object;
  readonly hints?: readonly Hint[];
}

interface TargetResult {
  readonly query: unknown;
  readonly masks?: unknown;
}

/** What stands in the way of a filter, for a 400. */
export interface Uncompilable {
  readonly errors: readonly CompileError[];
}

/**
 * Turns a rule into filters for the targets of a request, and evaluates its mask rule. Throws BadRequest for what is not
 * to be understood, and a Refusal where the policy has no answer.
 */
export function compileFilters(
  policy: PolicyFilters,
  rule: string,
  request: CompileRequest,
  opaCompat: boolean,
): CompileAnswer | Uncompilable {
  try {
    const annotated = annotationsOf(policy, rule);
    const unknowns = request.unknowns ?? annotated.unknowns() ?? [[]];
    const maskRule = request.maskRule === undefined ? annotated.maskRule : maskPath(request.maskRule, rule);
    const masks = maskRule === undefined ? undefined : masksOf(policy, maskRule, request.input);
    if (!policy.has(rule)) return {};
    const { columns, fields } = declaredTables(policy, unknowns);
    const found = policy.rowsAnywhere(rule, { input: request.input, unknowns, row: [], fields });
    const rows =
      columns.size === 0
        ? found
        : { ...found, condition: assumeColumns(found.condition, columns, found.table) };
    const options = {
      mappings: request.mappings,
      columns: new Map([...columns, ...request.columnTypes]),
      nulls: (request.opaCompat ?? opaCompat) ? 'unknown' : 'smallest',
    } as const;
    const errors: CompileError[] = [];
    const results = request.targets.map((target): [Target, TargetResult | undefined] => {
      try {
        const query = writeTarget(rows, target, options);
        return [
          target,
          query === undefined ? undefined : { query, ...(masks === undefined ? {} : { masks }) },
        ];
      } catch (error) {
        if (!(error instanceof FragmentError)) throw error;
        const message = request.multi ? `${describeTarget(target)}: ${error.message}` : error.message;
        errors.push({ ...fragmentError(message, error.instead), ...placeOf(policy, rule, error.field) });
        return [target, undefined];
      }
    });
    if (errors.length > 0) return { errors };
    const hints = hintsOf(policy, rule, { input: request.input, unknowns });
    return { ...resultOf(results, request.multi), ...(hints.length === 0 ? {} : { hints }) };
  } catch (error) {
    if (error instanceof NotLiftable) return { errors: error.obstacles.map(obstacleError) };
    if (error instanceof InvalidUnknown) {
      const { message, location } = error;
      return { errors: [{ code: 'invalid_unknown', message, location }] };
    }
    if (error instanceof EvaluationError)
      throw new Refusal(500, `the policy has no answer: ${error.message}`);
    throw error;
  }
}

/** Where a rule reads a field of the row, as far as that is known. */
function placeOf(
  policy: PolicyFilters,
  rule: string,
  field: Field | undefined,
): Pick<CompileError, 'location'> {
  const name = field === undefined ? undefined : fieldName(field);
  const read = policy.inputReads(rule).find(({ path }) => fieldName(path) === name);
  return read === undefined ? {} : { location: { file: read.file, row: read.row, col: read.col } };
}

/** Of several targets of UCAST the first is answered, as in OPA. */
function resultOf(
  results: readonly (readonly [Target, TargetResult | undefined])[],
  multi: boolean,
): Pick<CompileAnswer, 'result'> {
  if (!multi) {
    const result = results[0]?.[1];
    return result === undefined ? {} : { result };
  }
  const members: Record<string, TargetResult> = {};
  for (const [{ kind, variant }, result] of results) {
    if (result !== undefined) members[kind === 'ucast' ? kind : variant] ??= result;
  }
  return { result: members };
}

/** Masks that can't be found out are no empty masks: that would show what was to be hidden. */
function masksOf(policy: PolicyFilters, maskRule: string, input: CompileRequest['input']): unknown {
  if (!policy.entrypoints.has(maskRule)) {
    throw new BadRequest(
      `the mask rule ${maskRule} is no entrypoint of the policy bundle; build the bundle with it as one`,
    );
  }
  return policy.document(maskRule, input);
}

const annotations = new WeakMap<PolicyFilters, Map<string, CompileAnnotations>>();

function annotationsOf(policy: PolicyFilters, rule: string): CompileAnnotations {
  if (!policy.has(rule)) return { unknowns: () => undefined, maskRule: undefined };
  const known = annotations.get(policy) ?? new Map<string, CompileAnnotations>();
  annotations.set(policy, known);
  const found = known.get(rule) ?? readCompileAnnotations(policy.modules, rule);
  known.set(rule, found);
  return found;
}
