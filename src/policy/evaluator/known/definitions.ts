import type { Block, Location, Operand, PlanFunction, Statement } from '../../plan/plan.ts';

/** One of the texts that together make a rule: `allow if …`, an `else`, a default. */
export interface Definition {
  /** Where its head stands. */
  readonly at: Location;
}

/** What a statement is to a definition. */
export interface Part {
  readonly definition: Definition;
  /**
   * `conclusion`: with it the definition holds. `around`: the conclusion lies within it, such as a scan. `before`: where
   * it is undefined the definition does not hold.
   */
  readonly role: 'conclusion' | 'around' | 'before';
  /** Rises in the order in which statements stand. */
  readonly order: number;
  readonly at: Location;
  /** The function whose result the statement asks for. */
  readonly calls: string | undefined;
  /** It only asks whether an earlier definition gave a value. */
  readonly otherwise: boolean;
}

/** For each statement of a block, what it is to the definitions whose conclusions lie in or behind it. */
export type BlockParts = readonly (readonly Part[])[];

/** The definitions of a rule, found in its plan: each gives a value to what is returned, or adds to it. */
export function definitionsOf(planned: PlanFunction): ReadonlyMap<Block, BlockParts> {
  const given = givenOn(planned);
  const parts = new Map<Block, Part[][]>();
  const definitions = new Map<string, Definition>();
  const path: { readonly block: Block; readonly index: number; readonly order: number }[] = [];
  let order = 0;

  const conclude = (at: Location) => {
    const name = `${at.file}:${at.row}:${at.col}`;
    const definition = definitions.get(name) ?? { at };
    definitions.set(name, definition);
    path.forEach(({ block, index: last, order: lastOrder }, depth) => {
      const own = parts.get(block) ?? block.map((): Part[] => []);
      parts.set(block, own);
      block.slice(0, last + 1).forEach((statement, index) => {
        if (own[index]?.some((part) => part.definition === definition)) return;
        const end = depth === path.length - 1 ? 'conclusion' : 'around';
        own[index]?.push({
          definition,
          role: index < last ? 'before' : end,
          order: lastOrder - last + index,
          at: statement.at,
          calls: callOf(block, index),
          otherwise: statement.kind === 'IsUndefinedStmt',
        });
      });
    });
  };

  const walk = (block: Block) => {
    const first = order;
    order += block.length;
    block.forEach((statement, index) => {
      path.push({ block, index, order: first + index });
      if (concludes(statement, planned.return, given)) conclude(statement.at);
      for (const inner of blocksIn(statement)) walk(inner);
      path.pop();
    });
  };
  for (const block of planned.blocks) walk(block);
  return parts;
}

/** The blocks within a statement. */
export function blocksIn(statement: Statement): readonly Block[] {
  switch (statement.kind) {
    case 'BlockStmt':
      return statement.blocks;
    case 'ScanStmt':
    case 'NotStmt':
    case 'WithStmt':
      return [statement.block];
    default:
      return [];
  }
}

/** The variables whose values are handed on to what is returned. */
function givenOn({ blocks, return: returned }: PlanFunction): ReadonlySet<number> {
  const found = new Set<number>();
  const visit = (block: Block) => {
    for (const statement of block) {
      if (statement.kind === 'AssignVarOnceStmt' && statement.target === returned) {
        const { source } = statement;
        if (isLocal(source)) found.add(source.value);
      }
      for (const inner of blocksIn(statement)) visit(inner);
    }
  };
  for (const block of blocks) visit(block);
  return found;
}

function concludes(statement: Statement, returned: number, given: ReadonlySet<number>): boolean {
  switch (statement.kind) {
    case 'AssignVarOnceStmt':
      if (given.has(statement.target)) return true;
      return (
        statement.target === returned && !(isLocal(statement.source) && given.has(statement.source.value))
      );
    case 'SetAddStmt':
      return statement.set === returned;
    case 'ObjectInsertStmt':
    case 'ObjectInsertOnceStmt':
      return statement.object === returned;
    default:
      return false;
  }
}

function isLocal(operand: Operand): operand is Operand & { readonly type: 'local' } {
  return operand.type === 'local';
}

/** The function that a statement calls, or whose result it looks at. */
function callOf(block: Block, index: number): string | undefined {
  const statement = block[index];
  if (statement?.kind === 'CallStmt') return statement.func;
  if (statement?.kind !== 'NotEqualStmt' || !isLocal(statement.a)) return undefined;
  const { value } = statement.a;
  const call = block.slice(0, index).findLast((each) => each.kind === 'CallStmt' && each.result === value);
  return call?.kind === 'CallStmt' ? call.func : undefined;
}
