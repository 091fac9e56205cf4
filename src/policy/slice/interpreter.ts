import type { Block, Local, Operand, Plan, PlanFunction, Statement } from '../plan/plan.ts';
import {
  type AbstractValue,
  constantText,
  dataDocument,
  identityOf,
  join,
  mayDiffer,
  mayEqual,
  nothing,
  one,
  path,
  replaced,
  scalar,
} from './abstract-value.ts';
import { AccessLog } from './access-log.ts';
import { builtinFlow } from './builtin-flow.ts';
import { Frame } from './frame.ts';
import { constant, inputRoot } from './key-expression.ts';
import { MadeValues } from './made-values.ts';
import { type Assumption, ValueReader } from './value-reader.ts';
import { followValueStatement } from './value-statements.ts';

const input: Local = 0;
const data: Local = 1;

/** A policy that calls its functions with more different arguments than this is not followed to the end. */
const mostCalls = 5000;

/** Thrown when a policy is too large to follow. The caller then takes everything as needed. */
export class TooComplexError extends Error {
  override readonly name = 'TooComplexError';
}

interface Call {
  readonly id: number;
  returned: AbstractValue;
  /** The pass in which it was last followed. */
  pass: number;
}

/**
 * Follows the plan of one entrypoint with abstract values in place of real ones, and logs what it reads of the data
 * document. Every function is followed once for each different set of arguments, and all of it again until nothing
 * new is found.
 */
export class Interpreter {
  readonly log = new AccessLog();
  readonly #plan: Plan;
  readonly #made = new MadeValues();
  readonly #reader: ValueReader;
  readonly #calls = new Map<string, Call>();
  readonly #sites = new Map<Statement, number>();
  #returns = 0;
  #pass = 0;
  #statement: Statement | undefined;
  #call = 0;
  /** Whether what can never be defined ends a block, as it does when the policy runs. */
  readonly #prunes: boolean;
  /** What may be a result. */
  results = nothing;

  /**
   * @param assumed what is taken for granted. With it, statements after one that is never defined are not followed, and
   *   boolean constants are told apart; without it, everything is followed, however it may come about.
   */
  constructor(plan: Plan, assumed?: Assumption) {
    this.#plan = plan;
    this.#prunes = assumed !== undefined;
    this.#reader = new ValueReader(this.log, this.#made, () => this.#location(), assumed);
  }

  /** What a member of a value that the policy makes may be; undefined where the value may be another. */
  memberOf(value: AbstractValue, name: string): AbstractValue | undefined {
    let found = nothing;
    for (const item of value.values()) {
      if (item.kind !== 'made') return undefined;
      found = join(found, this.#made.member(item.site, name));
    }
    return found;
  }

  follow(entrypoint: string): void {
    const blocks = this.#plan.entrypoints.get(entrypoint) ?? [];
    let before: number;
    do {
      before = this.#knowledge();
      this.#pass += 1;
      const frame = new Frame([
        [input, path(inputRoot)],
        [data, dataDocument],
      ]);
      for (const block of blocks) frame.once(() => this.#block(block, frame));
    } while (this.#knowledge() > before);
  }

  #knowledge(): number {
    return this.log.size + this.#made.changes + this.#calls.size + this.#returns;
  }

  /** Returns whether its end may be reached. */
  #block(block: Block, frame: Frame): boolean {
    for (const statement of block) {
      this.#statement = statement;
      this.#follow(statement, frame);
      if (this.#prunes && !this.#mayGoOn(statement, frame)) return false;
    }
    return true;
  }

  /** Whether what comes after a statement that was just followed may be reached. */
  #mayGoOn(statement: Statement, frame: Frame): boolean {
    const read = (operand: Operand) => this.#read(operand, frame);
    switch (statement.kind) {
      case 'DotStmt':
        return frame.get(statement.target).size > 0;
      case 'CallStmt':
      case 'CallDynamicStmt':
        return frame.get(statement.result).size > 0;
      case 'EqualStmt':
        return mayEqual(read(statement.a), read(statement.b));
      case 'NotEqualStmt':
        return mayDiffer(read(statement.a), read(statement.b));
      case 'IsDefinedStmt':
        return frame.get(statement.source).size > 0;
      default:
        return true;
    }
  }

  #follow(statement: Statement, frame: Frame): void {
    const read = (operand: Operand) => this.#read(operand, frame);
    const reader = this.#reader;
    switch (statement.kind) {
      case 'ReturnLocalStmt':
        frame.returned = join(frame.returned, frame.get(statement.source));
        return;
      case 'CallStmt':
        frame.set(statement.result, this.#callNamed(statement.func, statement.args.map(read), statement));
        return;
      case 'CallDynamicStmt':
        frame.set(
          statement.result,
          this.#callAny(
            statement.path.map(read),
            statement.args.map((arg) => frame.get(arg)),
          ),
        );
        return;
      case 'BlockStmt':
        for (const block of statement.blocks) frame.once(() => this.#block(block, frame));
        return;
      case 'NotStmt':
        frame.once(() => this.#block(statement.block, frame));
        return;
      case 'ScanStmt':
        frame.repeatedly(() => {
          this.#statement = statement;
          const { keys, values } = reader.entries(frame.get(statement.source));
          if (this.#prunes && values.size === 0) return;
          frame.set(statement.key, keys);
          frame.set(statement.value, values);
          this.#block(statement.block, frame);
        });
        return;
      case 'WithStmt': {
        const names = statement.path.map((index) => this.#plan.strings[index] ?? '');
        const value = replaced(frame.get(statement.local), names, read(statement.value));
        frame.replacing(statement.local, value, () => this.#block(statement.block, frame));
        return;
      }
      case 'ResultSetAddStmt':
        reader.escapes(frame.get(statement.value), 'it is part of the result');
        this.results = join(this.results, frame.get(statement.value));
        return;
      case 'BreakStmt':
        return;
      case 'unknown':
        // It may do anything to what was told apart.
        if (this.#prunes) throw new TooComplexError(statement.name);
        reader.escapes(dataDocument, `the statement ${statement.name} is not known`);
        return;
      default:
        followValueStatement(statement, frame, {
          read,
          reader,
          made: this.#made,
          site: () => this.#site(statement),
        });
    }
  }

  #read(operand: Operand, frame: Frame): AbstractValue {
    switch (operand.type) {
      case 'local':
        return frame.get(operand.value);
      case 'string_index':
        return path(constant(this.#plan.strings[operand.value] ?? ''));
      case 'bool':
        return this.#prunes ? one({ kind: 'scalar', boolean: operand.value }) : scalar;
    }
  }

  #callNamed(name: string, args: readonly AbstractValue[], statement: Statement): AbstractValue {
    const func = this.#plan.functions.get(name);
    if (func !== undefined) return this.#callFunction(func, args);
    const declaration = this.#plan.builtins.get(name);
    return builtinFlow(name, declaration, args, this.#site(statement), this.#reader, this.#made);
  }

  /** A call of whatever function is found under a path that is partly computed. */
  #callAny(names: readonly AbstractValue[], args: readonly AbstractValue[]): AbstractValue {
    let returned = nothing;
    for (const func of this.#plan.functions.values()) {
      if (func.params.length !== args.length || !mayBeNamed(func, names)) continue;
      returned = join(returned, this.#callFunction(func, args));
    }
    return returned;
  }

  #callFunction(func: PlanFunction, args: readonly AbstractValue[]): AbstractValue {
    const key = `${func.name} ${args.map(identityOf).join(' ')}`;
    let call = this.#calls.get(key);
    if (call === undefined) {
      call = { id: this.#calls.size + 1, returned: nothing, pass: 0 };
      this.#calls.set(key, call);
      if (this.#calls.size > mostCalls) throw new TooComplexError(func.name);
    }
    if (call.pass === this.#pass) return call.returned;
    call.pass = this.#pass;

    const [outerCall, outerStatement] = [this.#call, this.#statement];
    this.#call = call.id;
    const frame = new Frame(func.params.map((param, i) => [param, args[i] ?? nothing]));
    for (const block of func.blocks) frame.once(() => this.#block(block, frame));
    this.#call = outerCall;
    this.#statement = outerStatement;

    const returned = join(call.returned, frame.returned);
    if (returned !== call.returned) this.#returns += 1;
    call.returned = returned;
    return returned;
  }

  /** A name for what a statement makes, apart for each different call of its function. */
  #site(statement: Statement): string {
    let number = this.#sites.get(statement);
    if (number === undefined) {
      number = this.#sites.size;
      this.#sites.set(statement, number);
    }
    return `${this.#call}:${number}`;
  }

  #location(): string {
    const at = this.#statement?.at;
    if (at === undefined || at.row === 0) return 'the query of the entrypoint';
    return `${this.#plan.files[at.file] ?? '?'}:${at.row}:${at.col}`;
  }
}

function mayBeNamed({ path: parts }: PlanFunction, names: readonly AbstractValue[]): boolean {
  return (
    parts.length === names.length &&
    parts.every((part, i) =>
      [...(names[i] ?? nothing).values()].some((item) => (constantText(item) ?? part) === part),
    )
  );
}
