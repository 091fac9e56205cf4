import { createDataDocument } from '../../src/data/data-document.ts';
import { builtins } from '../../src/policy/builtins.ts';
import { createPolicyEngine } from '../../src/policy/create-policy-engine.ts';
import { EvaluationError } from '../../src/policy/evaluator/evaluation-error.ts';
import { createPlanEvaluator } from '../../src/policy/evaluator/plan-evaluator.ts';
import { readPlan } from '../../src/policy/plan/read-plan.ts';
import { compare } from '../../src/policy/values/compare.ts';
import { parseJson, toPlain, writeJson } from '../../src/policy/values/json.ts';
import { keyText } from '../../src/policy/values/key.ts';
import { RegoObject } from '../../src/policy/values/object.ts';
import { parseValue, ValueSyntaxError } from '../../src/policy/values/parse-value.ts';
import { RegoSet } from '../../src/policy/values/set.ts';
import type { Value } from '../../src/policy/values/value.ts';
import { type ComplianceCase, jsonOfYaml } from './cases.ts';
import { type CompiledCase, compileCase, ENTRYPOINT } from './compiled-case.ts';

export type Judgement =
  | { readonly kind: 'passed' }
  | { readonly kind: 'failed'; readonly why: string }
  | { readonly kind: 'not applicable'; readonly why: string };

export interface Judged {
  readonly case: ComplianceCase;
  readonly plan: Judgement;
  /** The evaluator for unknown rows, given everything. */
  readonly row: Judgement;
  readonly wasm: Judgement;
}

export const engines = ['plan', 'row', 'wasm'] as const;

/** Exceptions that OPA lists for its WASM, and that its plan has brought about. */
const departsInPlanner = new Set(['data/toplevel integer', 'data/nested integer']);

const passed: Judgement = { kind: 'passed' };

/** What an engine gave: the results as JSON texts, or the error it ended with. */
type Outcome = { readonly results: readonly Value[] } | { readonly error: string };

/** Runs a case through the plan evaluator and through WASM. */
export async function judgeCase(opa: string, item: ComplianceCase): Promise<Judged> {
  const beside = (why: string): Judged => {
    const judgement: Judgement = { kind: 'not applicable', why };
    return { case: item, plan: judgement, row: judgement, wasm: judgement };
  };
  if (item.strict_error === true)
    return beside('errors of builtins are undefined here, as OPA has it by default');
  if (departsInPlanner.has(item.note))
    return beside('OPA departs when it plans: keys of data are never numbers (opa#3711)');
  if (item.env !== undefined) return beside('asks for environment variables');
  const compiled = await compileCase(opa, item);
  if ('error' in compiled) return beside(reasonOf(compiled.error));
  let input: Value | undefined;
  try {
    input = inputOf(item);
  } catch (error) {
    if (!(error instanceof ValueSyntaxError)) throw error;
    return beside('its input is an expression');
  }
  const data = parseJson(jsonOfYaml(item.data ?? {})) as RegoObject;
  return {
    case: item,
    plan: compareWith(item, evaluatePlan(compiled, input, data)),
    row: compareWith(item, evaluateRow(compiled, input, data)),
    // WASM answers in JSON, where sets have no order that could be told from that of arrays.
    wasm: compareWith(item, await evaluateWasm(compiled, input, data), true),
  };
}

function inputOf({ input, input_term: term }: ComplianceCase): Value | undefined {
  // Rego lets a list end with a comma.
  if (term !== undefined) return parseValue(term.replace(/,\s*([}\]])/g, '$1'));
  return input === undefined ? undefined : parseJson(jsonOfYaml(input));
}

function evaluatePlan(
  compiled: Exclude<CompiledCase, { error: string }>,
  input: Value | undefined,
  data: RegoObject,
): Outcome {
  try {
    const evaluator = createPlanEvaluator(readPlan(JSON.parse(String(compiled.plan))), { builtins });
    const result = evaluator.evaluate(ENTRYPOINT, { input, data, now: clock });
    return { results: result instanceof RegoSet ? result.values() : [] };
  } catch (error) {
    if (!(error instanceof EvaluationError)) return { error: `${error}` };
    return { error: `${error.code}: ${error.message}` };
  }
}

function evaluateRow(
  compiled: Exclude<CompiledCase, { error: string }>,
  input: Value | undefined,
  data: RegoObject,
): Outcome {
  try {
    const evaluator = createPlanEvaluator(readPlan(JSON.parse(String(compiled.plan))), { builtins });
    const members = evaluator.members(ENTRYPOINT, { input, data, now: clock, unknowns: [], row: [] });
    return { results: members.map(({ value }) => value) };
  } catch (error) {
    return { error: `${error}` };
  }
}

async function evaluateWasm(
  { plan, wasm }: Exclude<CompiledCase, { error: string }>,
  input: Value | undefined,
  data: RegoObject,
): Promise<Outcome> {
  const document = createDataDocument();
  const snapshot = document.beginSnapshot();
  for (const [name, value] of data.entries()) {
    if (!(value instanceof RegoObject)) snapshot.setValue(String(name), writeJson(value));
    else
      for (const [key, record] of value.entries()) snapshot.add(String(name), String(key), writeJson(record));
  }
  snapshot.commit({ epoch: 1, number: 1 });
  const bundle = {
    revision: '',
    roots: [''],
    entrypoints: [ENTRYPOINT],
    wasm: new Uint8Array(wasm),
    plan: readPlan(JSON.parse(String(plan))),
    modules: new Map(),
  };
  try {
    const engine = await createPolicyEngine(bundle, document, { now: clock });
    const outcome = engine.evaluate(ENTRYPOINT, input === undefined ? undefined : toPlain(input));
    engine.close();
    if (outcome.kind === 'failed') return { error: outcome.message };
    return {
      results: outcome.kind === 'undefined' ? [] : (parseJson(JSON.stringify(outcome.result)) as Value[]),
    };
  } catch (error) {
    return { error: `${error}` };
  }
}

function clock(): bigint {
  return BigInt(Date.now()) * 1_000_000n;
}

function compareWith(item: ComplianceCase, outcome: Outcome, anyOrder = false): Judgement {
  const failed = (why: string): Judgement => ({ kind: 'failed', why });
  const wantsError = item.want_error !== undefined || item.want_error_code !== undefined;
  if ('error' in outcome) {
    if (wantsError) return passed;
    const missing = /(\S+) is no builtin here|builtin (\S+) is not/.exec(outcome.error);
    if (missing !== null) return { kind: 'not applicable', why: `builtin ${missing[1] ?? missing[2]}` };
    return failed(outcome.error);
  }
  if (wantsError) return failed(`no error, but ${shown(outcome.results)}`);
  if (item.want_result !== undefined) {
    const wanted = item.want_result.map((each) => parseJson(jsonOfYaml(each)));
    const [a, b] = [outcome.results, wanted].map((values) => canonical(values, item, anyOrder));
    return a === b ? passed : failed(`${shown(outcome.results)} instead of ${shown(wanted)}`);
  }
  const defined = outcome.results.length > 0;
  const wanted = item.want_defined ?? true;
  return defined === wanted ? passed : failed(defined ? 'defined' : 'undefined');
}

function shown(values: readonly Value[]): string {
  return values.map(writeJson).join(' ').slice(0, 300) || 'nothing';
}

/** Equal for results that are the same but for their order, and that of arrays where the case says so. */
function canonical(
  results: readonly Value[],
  { sort_bindings: sorted }: ComplianceCase,
  anyOrder: boolean,
): string {
  const texts = results.map((result) => {
    const plain = parseJson(writeJson(result));
    if (anyOrder) return keyText(inOrder(plain));
    if (sorted !== true || !(plain instanceof RegoObject)) return keyText(plain);
    const bindings = plain.entries().map(([name, value]) => {
      return [name, Array.isArray(value) ? [...value].sort(compare) : value] as const;
    });
    return keyText(new RegoObject(bindings));
  });
  return [...new Set(texts)].sort().join('\n');
}

/** With every array sorted. */
function inOrder(value: Value): Value {
  if (Array.isArray(value)) return value.map(inOrder).sort(compare);
  if (!(value instanceof RegoObject)) return value;
  return new RegoObject(value.entries().map(([key, item]) => [key, inOrder(item)] as const));
}

/** Why the case can't be compiled with the builtins that Postern has. */
function reasonOf(error: string): string {
  const builtin = /undefined function (\S+)/.exec(error)?.[1];
  if (builtin !== undefined) return `builtin ${builtin}`;
  const code = /(rego_\w+): (.*)/.exec(error);
  return code === null
    ? error.trim().slice(0, 200)
    : `does not compile as a bundle: ${code[1]}: ${code[2]?.slice(0, 120)}`;
}
