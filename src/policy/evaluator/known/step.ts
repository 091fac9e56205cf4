import type { Builtin } from '../../builtins/builtin.ts';
import type { Block, Operand, Plan } from '../../plan/plan.ts';
import type { Value } from '../../values/value.ts';
import type { Completion } from './completion.ts';
import type { Frame } from './run.ts';

/** A statement made ready to run. */
export type Step = (frame: Frame) => Completion;

export type Read = (frame: Frame) => Value | undefined;

export interface Callable {
  readonly name: string;
  call(frame: Frame, args: readonly (Value | undefined)[]): Value | undefined;
}

/** What statements need to be made ready. */
export interface Compilation {
  readonly plan: Plan;
  readonly builtins: ReadonlyMap<string, Builtin>;
  readonly functions: ReadonlyMap<string, Callable>;
  /** Functions by the parts of their path, joined by NUL. */
  readonly paths: ReadonlyMap<string, Callable>;
  block(block: Block): Step;
}

export function readOperand(operand: Operand, { plan }: Compilation): Read {
  if (operand.type === 'local') {
    const local = operand.value;
    return ({ locals }) => locals[local];
  }
  const constant = operand.type === 'bool' ? operand.value : plan.strings[operand.value];
  return () => constant;
}
