import type { Block, Local, Statement } from '../../plan/plan.ts';
import { usesOf } from './statement-uses.ts';

/** How the variables of one function are used. */
export interface FunctionLocals {
  /** Somewhere read where more than one statement may have set them: what they held before has to be kept. */
  readonly merged: ReadonlySet<Local>;
  /** Statements that set such a variable where what it held before is never read again. */
  readonly starts: ReadonlySet<Statement>;
}

/** Where a variable got its value: a statement, or the call itself (an argument, or nothing). */
type Definition = Statement | 'call';

/** By variable, the statements that may have set it last. */
type Reaching = ReadonlyMap<Local, ReadonlySet<Definition>>;

interface MergedRead {
  readonly local: Local;
  readonly definitions: ReadonlySet<Definition>;
}

const fromCall: ReadonlySet<Definition> = new Set(['call']);

const mayEndItsBlock: ReadonlySet<Statement['kind']> = new Set([
  'CallStmt',
  'CallDynamicStmt',
  'DotStmt',
  'LenStmt',
  'EqualStmt',
  'NotEqualStmt',
  'IsArrayStmt',
  'IsObjectStmt',
  'IsSetStmt',
  'IsDefinedStmt',
  'IsUndefinedStmt',
  'NotStmt',
  'WithStmt',
]);

/** Works out by reaching definitions where variables have several sources. */
export function analyzeLocals(blocks: readonly Block[]): FunctionLocals {
  const walk = new DefinitionWalk();
  let state: Reaching = new Map();
  for (const block of blocks) state = walk.wholeBlock(block, state, []);
  const merged = new Set(walk.mergedReads.map(({ local }) => local));
  const starts = [...walk.writes].filter(([statement, locals]) =>
    locals.every((local) => walk.startsAnew(statement, local)),
  );
  return { merged, starts: new Set(starts.map(([statement]) => statement)) };
}

/** Gathers what reaches the end of a block on all ways out to there. */
class Exit {
  state: Reaching | undefined;

  join(state: Reaching | undefined): void {
    if (state === undefined) return;
    if (this.state === undefined) {
      this.state = state;
      return;
    }
    const joined = new Map(this.state);
    for (const local of new Set([...this.state.keys(), ...state.keys()])) {
      const both = [...(this.state.get(local) ?? fromCall), ...(state.get(local) ?? fromCall)];
      joined.set(local, new Set(both));
    }
    this.state = joined;
  }
}

class DefinitionWalk {
  readonly mergedReads: MergedRead[] = [];
  readonly writes = new Map<Statement, readonly Local[]>();
  readonly #order = new Map<Definition, number>([['call', -1]]);

  /** What reaches the end of a block, however it is left for there. `outer` are the ends of the blocks around it. */
  wholeBlock(block: Block, state: Reaching, outer: readonly Exit[]): Reaching {
    const end = new Exit();
    end.join(this.#statements(block, state, [end, ...outer]));
    return end.state ?? new Map();
  }

  /** No value set before reaches a read of several sources that this one could come between. */
  startsAnew(statement: Statement, local: Local): boolean {
    const position = this.#position(statement);
    return this.mergedReads.every(({ local: read, definitions }) => {
      if (read !== local) return true;
      if (definitions.has(statement)) return false;
      return (
        [...definitions].every((each) => each === 'call' || this.#position(each) > position) ||
        [...definitions].every((each) => this.#position(each) < position)
      );
    });
  }

  /** What goes on after the last statement, undefined where nothing does. */
  #statements(block: Block, given: Reaching, ends: readonly Exit[]): Reaching | undefined {
    let state: Reaching | undefined = given;
    for (const statement of block) {
      if (state === undefined) return undefined;
      state = this.#statement(statement, state, ends);
    }
    return state;
  }

  #statement(statement: Statement, state: Reaching, ends: readonly Exit[]): Reaching | undefined {
    if (!this.#order.has(statement)) this.#order.set(statement, this.#order.size);
    const { reads, writes } = usesOf(statement);
    for (const local of reads) this.#read(local, state);
    if (mayEndItsBlock.has(statement.kind)) ends[0]?.join(state);
    switch (statement.kind) {
      case 'BreakStmt':
        ends[statement.index]?.join(state);
        return undefined;
      case 'ReturnLocalStmt':
        return undefined;
      case 'BlockStmt':
        return statement.blocks.reduce<Reaching>((each, block) => this.wholeBlock(block, each, ends), state);
      case 'NotStmt':
        return this.wholeBlock(statement.block, state, ends);
      case 'WithStmt': {
        const end = new Exit();
        return this.#statements(statement.block, state, [end, ...ends]);
      }
      case 'ScanStmt':
        return this.#scan(statement, state, ends);
      default:
        return this.#write(statement, writes, state);
    }
  }

  #scan(
    statement: Extract<Statement, { kind: 'ScanStmt' }>,
    state: Reaching,
    ends: readonly Exit[],
  ): Reaching {
    const after = new Exit();
    after.join(state);
    let before = state;
    // A second time, so that what one turn sets is seen by the next one.
    for (let turn = 0; turn < 2; turn++) {
      const entered = this.#write(statement, [statement.key, statement.value], before);
      const reached = this.wholeBlock(statement.block, entered, [after, ...ends]);
      after.join(reached);
      before = after.state ?? reached;
    }
    return after.state ?? state;
  }

  #read(local: Local, state: Reaching): void {
    const definitions = state.get(local) ?? fromCall;
    if (definitions.size > 1) this.mergedReads.push({ local, definitions });
  }

  #write(statement: Statement, locals: readonly Local[], state: Reaching): Reaching {
    if (locals.length === 0) return state;
    this.writes.set(statement, locals);
    const written = new Map(state);
    for (const local of locals) {
      const kept = statement.kind === 'AssignVarOnceStmt' ? (state.get(local) ?? fromCall) : [];
      written.set(local, new Set([...kept, statement]));
    }
    return written;
  }

  #position(definition: Definition): number {
    return this.#order.get(definition) ?? 0;
  }
}
