import type { StatementOf } from '../../plan/plan.ts';
import { entriesOf } from '../../values/look-up.ts';
import { upsert } from '../../values/overlay.ts';
import { type Completion, NEXT, outOf, UNDEFINED } from './completion.ts';
import type { Frame } from './run.ts';
import { type Compilation, readOperand, type Step } from './step.ts';

/** Blocks one after the other. One that is left early is followed by the next. */
export function blockStep(statement: StatementOf<'BlockStmt'>, compilation: Compilation): Step {
  const blocks = statement.blocks.map((block) => compilation.block(block));
  return (frame) => runBlocks(blocks, frame);
}

export function runBlocks(blocks: readonly Step[], frame: Frame): Completion {
  for (const block of blocks) {
    const completion = outOf(block(frame));
    if (completion !== NEXT) return completion;
  }
  return NEXT;
}

export function notStep(statement: StatementOf<'NotStmt'>, compilation: Compilation): Step {
  const block = compilation.block(statement.block);
  return (frame) => {
    const completion = block(frame);
    return completion === NEXT ? UNDEFINED : outOf(completion);
  };
}

/** A scan is two blocks deep: leaving the inner one goes on with the next entry, leaving both ends the scan. */
export function scanStep(statement: StatementOf<'ScanStmt'>, compilation: Compilation): Step {
  const { source, key, value } = statement;
  const block = compilation.block(statement.block);
  return (frame) => {
    const collection = frame.locals[source];
    if (collection === undefined) return NEXT;
    for (const [entryKey, entryValue] of entriesOf(collection)) {
      frame.run.step();
      frame.locals[key] = entryKey;
      frame.locals[value] = entryValue;
      const completion = outOf(block(frame));
      if (completion !== NEXT) return outOf(completion);
    }
    return NEXT;
  };
}

/** Runs a block with input or data replaced. What rules gave before does not count there, nor later what they gave there. */
export function withStep(statement: StatementOf<'WithStmt'>, compilation: Compilation): Step {
  const { local } = statement;
  const path = statement.path.map((index) => compilation.plan.strings[index] ?? '');
  const block = compilation.block(statement.block);
  const read = readOperand(statement.value, compilation);
  return (frame) => {
    const value = read(frame);
    if (value === undefined && path.length > 0) return UNDEFINED;
    const saved = frame.locals[local];
    const { memory } = frame.run;
    frame.run.memory = new Map();
    frame.locals[local] = value === undefined ? undefined : upsert(saved, path, value);
    const completion = block(frame);
    frame.locals[local] = saved;
    frame.run.memory = memory;
    return completion === UNDEFINED ? UNDEFINED : outOf(completion);
  };
}
