import type { Block, Local, Statement, StatementOf } from '../../plan/plan.ts';
import { usesOf } from './statement-uses.ts';

/**
 * The planner writes a definition of a rule as two blocks: one gives a variable of its own a value, the next gives the
 * rule's variable that value where there is one. Where the value is a constant and nothing else asks for the first
 * variable, the rule's variable is given it at once: the same in half as many statements.
 */
export function withDirectResults(blocks: readonly Block[]): readonly Block[] {
  const direct: Block[] = [];
  for (let n = 0; n < blocks.length; n++) {
    const block = blocks[n] as Block;
    const both = definition(block, blocks[n + 1]);
    if (both === undefined || isReadElsewhere(both.own, blocks)) {
      direct.push(block);
      continue;
    }
    direct.push([...block.slice(1, -1), both.result]);
    n += 1;
  }
  return direct;
}

/** The variable of the definition alone, and the statement that gives the rule's variable its value. */
function definition(
  block: Block,
  next: Block | undefined,
): { readonly own: Local; readonly result: Statement } | undefined {
  const own = resetFirst(block);
  const last = block.at(-1);
  const result = own === undefined || next === undefined ? undefined : handsOn(own, next);
  if (own === undefined || result === undefined || last?.kind !== 'AssignVarOnceStmt') return undefined;
  if (last.target !== own || last.source.type === 'local') return undefined;
  if (block.slice(1, -1).some((statement) => mentions(statement, own))) return undefined;
  return { own, result: { ...result, source: last.source } };
}

/** The variable that a block begins by resetting. */
function resetFirst([first]: Block): Local | undefined {
  return first?.kind === 'ResetLocalStmt' ? first.target : undefined;
}

/** Where the block does nothing but give another variable the value of this one, if there is one. */
function handsOn(own: Local, block: Block): StatementOf<'AssignVarOnceStmt'> | undefined {
  const [asks, gives, ...more] = block;
  if (asks?.kind !== 'IsDefinedStmt' || asks.source !== own || more.length > 0) return undefined;
  if (gives?.kind !== 'AssignVarOnceStmt' || gives.source.type !== 'local') return undefined;
  return gives.source.value === own && gives.target !== own ? gives : undefined;
}

/** Whether what one definition leaves in its variable may be read by something else than what hands it on. */
function isReadElsewhere(own: Local, blocks: readonly Block[]): boolean {
  return blocks.some((block, n) => {
    if (resetFirst(block) === own || !block.some((statement) => mentions(statement, own))) return false;
    const before = blocks[n - 1];
    return before === undefined || resetFirst(before) !== own || handsOn(own, block) === undefined;
  });
}

function mentions(statement: Statement, local: Local): boolean {
  const { reads, writes } = usesOf(statement);
  if (reads.includes(local) || writes.includes(local)) return true;
  switch (statement.kind) {
    case 'BlockStmt':
      return statement.blocks.some((block) => block.some((inner) => mentions(inner, local)));
    case 'ScanStmt':
      if (statement.key === local || statement.value === local) return true;
      return statement.block.some((inner) => mentions(inner, local));
    case 'WithStmt':
      if (statement.local === local) return true;
      return statement.block.some((inner) => mentions(inner, local));
    case 'NotStmt':
      return statement.block.some((inner) => mentions(inner, local));
    default:
      return false;
  }
}
