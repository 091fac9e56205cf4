import type { Block, Statement } from '../../plan/plan.ts';

/**
 * The planner writes a reference that may go on in rules or in data as alternatives, of which the first that is defined
 * is taken, and ends the block where none is. Where there is but one it is the same as its statements in place, which
 * says far less about where the block goes on.
 */
export function straightened(block: Block): Block {
  return block.flatMap((statement): readonly Statement[] => {
    if (statement.kind !== 'BlockStmt') return [withStraightBlock(statement)];
    return (
      onlyAlternative(statement.blocks) ?? [{ ...statement, blocks: statement.blocks.map(straightened) }]
    );
  });
}

function withStraightBlock(statement: Statement): Statement {
  return 'block' in statement ? { ...statement, block: straightened(statement.block) } : statement;
}

/** The statements of a lone alternative, undefined where it is something else. */
function onlyAlternative(blocks: readonly Block[]): Block | undefined {
  const [alternatives, otherwise, ...more] = blocks.length === 1 ? (blocks[0] ?? []) : [];
  if (alternatives?.kind !== 'BlockStmt' || !isBreak(otherwise) || more.length > 0) return undefined;
  const [only, ...others] = alternatives.blocks;
  if (only === undefined || others.length > 0 || !isBreak(only.at(-1))) return undefined;
  const statements = only.slice(0, -1);
  return statements.every(isSimple) ? statements : undefined;
}

/** Out of the block around this one. */
function isBreak(statement: Statement | undefined): boolean {
  return statement?.kind === 'BreakStmt' && statement.index === 1;
}

const complex: ReadonlySet<Statement['kind']> = new Set([
  'BreakStmt',
  'BlockStmt',
  'NotStmt',
  'ScanStmt',
  'WithStmt',
  'CallDynamicStmt',
  'ReturnLocalStmt',
  'unknown',
]);

function isSimple({ kind }: Statement): boolean {
  return !complex.has(kind);
}
