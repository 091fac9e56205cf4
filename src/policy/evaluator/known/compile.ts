import type { Builtin } from '../../builtins/builtin.ts';
import type { Block, Local, Plan, PlanFunction, Statement } from '../../plan/plan.ts';
import type { Value } from '../../values/value.ts';
import { EvaluationError, positionOf } from '../evaluation-error.ts';
import { blockStep, notStep, runBlocks, scanStep, withStep } from './block-steps.ts';
import { callStep, dynamicCallStep } from './call-steps.ts';
import { NEXT, RETURNED } from './completion.ts';
import { type BlockParts, definitionsOf } from './definitions.ts';
import { Frame, type Run } from './run.ts';
import type { Callable, Compilation, Step } from './step.ts';
import { testStep } from './test-steps.ts';
import { noteEntry, noteStatement } from './trace.ts';
import { valueStep } from './value-steps.ts';

export interface CompiledPlan {
  /** Rules and functions by their name in the plan. */
  readonly functions: ReadonlyMap<string, Callable>;
  readonly entrypoints: ReadonlyMap<string, (run: Run, input: Value | undefined, data: Value) => void>;
}

/**
 * Makes every statement of a plan ready to run, once for all evaluations.
 *
 * @param traced whether runs that have a trace tell it what became of the definitions of each rule
 */
export function compilePlan(
  plan: Plan,
  builtins: ReadonlyMap<string, Builtin>,
  traced = false,
): CompiledPlan {
  const functions = new Map<string, PlannedFunction>();
  const paths = new Map<string, Callable>();
  const definitions = new Map<Block, BlockParts>();
  const compilation: Compilation = {
    plan,
    builtins,
    functions,
    paths,
    block: (block) => {
      const parts = definitions.get(block);
      return parts === undefined ? blockOf(block, compilation) : tracedBlock(block, parts, compilation);
    },
  };
  for (const planned of plan.functions.values()) {
    if (traced) for (const [block, parts] of definitionsOf(planned)) definitions.set(block, parts);
    const callable = new PlannedFunction(planned, compilation);
    functions.set(planned.name, callable);
    paths.set(planned.path.join('\0'), callable);
  }
  const entrypoints = [...plan.entrypoints].map(([name, blocks]) => {
    const steps = blocks.map((block) => compilation.block(block));
    const run = (current: Run, input: Value | undefined, data: Value) => {
      runBlocks(steps, new Frame(current, [input, data]));
    };
    return [name, run] as const;
  });
  return { functions, entrypoints: new Map(entrypoints) };
}

/** Rules, which take nothing but input and data, are evaluated once as long as these two stay the same. */
class PlannedFunction implements Callable {
  readonly name: string;
  readonly #planned: PlanFunction;
  readonly #compilation: Compilation;
  #blocks: readonly Step[] | undefined;

  constructor(planned: PlanFunction, compilation: Compilation) {
    this.name = planned.name;
    this.#planned = planned;
    this.#compilation = compilation;
  }

  call({ run, call: caller }: Frame, args: readonly (Value | undefined)[]): Value | undefined {
    run.step();
    const remembers = this.#planned.params.length === 2;
    const known = remembers ? run.memory.get(this) : undefined;
    if (known !== undefined) return known.value;
    this.#blocks ??= this.#planned.blocks.map((block) => this.#compilation.block(block));
    const frame = new Frame(run, []);
    if (run.trace !== undefined) frame.call = run.trace.enter(this.#planned, args, caller);
    const { params } = this.#planned;
    for (let n = 0; n < params.length; n++) frame.locals[params[n] as Local] = args[n];
    runBlocks(this.#blocks, frame);
    if (frame.call !== undefined) frame.call.value = frame.returned;
    if (remembers) run.memory.set(this, { value: frame.returned });
    return frame.returned;
  }
}

function blockOf(block: Block, compilation: Compilation): Step {
  const steps = block.map((statement) => stepOf(statement, compilation));
  return (frame) => {
    for (const step of steps) {
      const completion = step(frame);
      if (completion !== NEXT) return completion;
    }
    return NEXT;
  };
}

/** A block that tells the call it runs in what becomes of the definitions it is part of. */
function tracedBlock(block: Block, parts: BlockParts, compilation: Compilation): Step {
  const steps = block.map((statement) => stepOf(statement, compilation));
  return (frame) => {
    const { call } = frame;
    for (const [index, step] of steps.entries()) {
      const own = call === undefined ? undefined : parts[index];
      if (call !== undefined && own !== undefined) noteEntry(call, own);
      const before = frame.run.trace?.calls.length;
      const completion = step(frame);
      if (call !== undefined && own !== undefined && completion !== RETURNED)
        noteStatement(call, own, completion === NEXT, frame.run.trace?.calls.slice(before) ?? []);
      if (completion !== NEXT) return completion;
    }
    return NEXT;
  };
}

function stepOf(statement: Statement, compilation: Compilation): Step {
  switch (statement.kind) {
    case 'ReturnLocalStmt': {
      const { source } = statement;
      return (frame) => {
        frame.returned = frame.locals[source];
        return RETURNED;
      };
    }
    case 'ResultSetAddStmt': {
      const { value } = statement;
      return ({ run, locals }) => {
        const result = locals[value];
        if (result !== undefined) run.results.push(result);
        return NEXT;
      };
    }
    case 'BreakStmt': {
      const completion = statement.index + 1;
      return () => completion;
    }
    case 'NopStmt':
      return () => NEXT;
    case 'CallStmt':
      return callStep(statement, compilation);
    case 'CallDynamicStmt':
      return dynamicCallStep(statement, compilation);
    case 'BlockStmt':
      return blockStep(statement, compilation);
    case 'ScanStmt':
      return scanStep(statement, compilation);
    case 'NotStmt':
      return notStep(statement, compilation);
    case 'WithStmt':
      return withStep(statement, compilation);
    case 'EqualStmt':
    case 'NotEqualStmt':
    case 'IsArrayStmt':
    case 'IsObjectStmt':
    case 'IsSetStmt':
    case 'IsDefinedStmt':
    case 'IsUndefinedStmt':
      return testStep(statement, compilation);
    case 'unknown': {
      const message = `${statement.name} is a statement this version does not know`;
      const position = positionOf(compilation.plan, statement.at);
      return () => {
        throw new EvaluationError('unsupported', message, position);
      };
    }
    default:
      return valueStep(statement, compilation);
  }
}
