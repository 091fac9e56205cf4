import type { StatementOf } from '../../plan/plan.ts';
import type { Value } from '../../values/value.ts';
import { EvaluationError, positionOf } from '../evaluation-error.ts';
import { NEXT, UNDEFINED } from './completion.ts';
import { type Compilation, readOperand, type Step } from './step.ts';

/** Levels a dynamic call leaves where the function exists and is undefined, so that no data is looked for instead. */
const DYNAMIC_UNDEFINED = 4;

export function callStep(statement: StatementOf<'CallStmt'>, compilation: Compilation): Step {
  const { func, result, at } = statement;
  const args = statement.args.map((arg) => readOperand(arg, compilation));
  const rule = compilation.functions.get(func);
  if (rule !== undefined) {
    return (frame) => {
      const values: (Value | undefined)[] = [];
      for (const read of args) values.push(read(frame));
      const value = rule.call(frame, values);
      frame.locals[result] = value;
      return value === undefined ? UNDEFINED : NEXT;
    };
  }
  // Printing is for whoever writes a policy; it decides nothing.
  if (func === 'internal.print') return () => NEXT;
  const builtin = compilation.builtins.get(func);
  const position = positionOf(compilation.plan, at);
  return (frame) => {
    if (builtin === undefined)
      throw new EvaluationError('unsupported', `${func} is no builtin here`, position);
    const values: Value[] = [];
    for (const read of args) {
      const value = read(frame);
      if (value === undefined) return UNDEFINED;
      values.push(value);
    }
    frame.run.step();
    const value = builtin(values, frame.run);
    frame.locals[result] = value;
    return value === undefined ? UNDEFINED : NEXT;
  };
}

export function dynamicCallStep(statement: StatementOf<'CallDynamicStmt'>, compilation: Compilation): Step {
  const { args, result } = statement;
  const path = statement.path.map((part) => readOperand(part, compilation));
  return (frame) => {
    const parts = path.map((read) => read(frame));
    const rule = parts.every((part) => typeof part === 'string')
      ? compilation.paths.get(parts.join('\0'))
      : undefined;
    if (rule === undefined) return UNDEFINED;
    const value = rule.call(
      frame,
      args.map((arg) => frame.locals[arg]),
    );
    frame.locals[result] = value;
    return value === undefined ? DYNAMIC_UNDEFINED : NEXT;
  };
}
