import type { Block, Local, Operand, Plan, PlanFunction, Statement } from '../plan/plan.ts';
import {
  type AbstractValue,
  constantText,
  dataDocument,
  identityOf,
  join,
  nothing,
  one,
  path,
  replaced,
  scalar,
  unknown,
} from './abstract-value.ts';
import { AccessLog } from './access-log.ts';
import { builtinFlow } from './builtin-flow.ts';
import { Frame } from './frame.ts';
import { constant, inputRoot } from './key-expression.ts';
import { MadeValues } from './made-values.ts';
import { ValueReader } from './value-reader.ts';

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

  constructor(plan: Plan) {
    this.#plan = plan;
    this.#reader = new ValueReader(this.log, this.#made, () => this.#location());
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

  #block(block: Block, frame: Frame): void {
    for (const statement of block) {
      this.#statement = statement;
      this.#follow(statement, frame);
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
      case 'DotStmt':
        frame.set(statement.target, reader.lookup(read(statement.source), read(statement.key)));
        return;
      case 'LenStmt':
        reader.escapes(read(statement.source), 'its size is taken');
        frame.set(statement.target, scalar);
        return;
      case 'AssignVarStmt':
        frame.set(statement.target, read(statement.source));
        return;
      case 'AssignVarOnceStmt':
        this.#assignOnce(statement.target, read(statement.source), frame);
        return;
      case 'ResetLocalStmt':
        frame.set(statement.target, nothing);
        return;
      case 'MakeNumberIntStmt':
        frame.set(statement.target, one({ kind: 'scalar', number: statement.value }));
        return;
      case 'AssignIntStmt':
      case 'MakeNullStmt':
      case 'MakeNumberRefStmt':
        frame.set(statement.target, scalar);
        return;
      case 'MakeArrayStmt':
      case 'MakeObjectStmt':
      case 'MakeSetStmt':
        frame.set(statement.target, one({ kind: 'made', site: this.#site(statement) }));
        return;
      case 'EqualStmt':
      case 'NotEqualStmt':
        reader.compared(read(statement.a), read(statement.b));
        return;
      case 'ArrayAppendStmt':
        this.#into(frame.get(statement.array), (site) => this.#made.addElement(site, read(statement.value)));
        return;
      case 'SetAddStmt':
        reader.escapes(read(statement.value), 'it is put into a set');
        this.#into(frame.get(statement.set), (site) => this.#made.addToSet(site, read(statement.value)));
        return;
      case 'ObjectInsertStmt':
        this.#insert(frame.get(statement.object), read(statement.key), read(statement.value));
        return;
      case 'ObjectInsertOnceStmt':
        reader.escapes(read(statement.value), 'it is compared with what an object holds already');
        this.#insert(frame.get(statement.object), read(statement.key), read(statement.value));
        return;
      case 'ObjectMergeStmt':
        reader.escapes(frame.get(statement.a), 'it is merged with rules of the same name');
        reader.escapes(frame.get(statement.b), 'it is merged with data of the same name');
        frame.set(statement.target, unknown);
        return;
      case 'ResultSetAddStmt':
        reader.escapes(frame.get(statement.value), 'it is part of the result');
        return;
      case 'BreakStmt':
      case 'NopStmt':
      case 'IsArrayStmt':
      case 'IsObjectStmt':
      case 'IsSetStmt':
      case 'IsDefinedStmt':
      case 'IsUndefinedStmt':
        return;
      case 'unknown':
        reader.escapes(dataDocument, `the statement ${statement.name} is not known`);
        return;
    }
  }

  #read(operand: Operand, frame: Frame): AbstractValue {
    switch (operand.type) {
      case 'local':
        return frame.get(operand.value);
      case 'string_index':
        return path(constant(this.#plan.strings[operand.value] ?? ''));
      case 'bool':
        return scalar;
    }
  }

  /** A second value that differs is an error, so the two are compared. */
  #assignOnce(target: Local, value: AbstractValue, frame: Frame): void {
    const held = frame.get(target);
    if (held.size > 0) this.#reader.compared(held, value);
    frame.set(target, join(held, value));
  }

  #into(target: AbstractValue, add: (site: string) => void): void {
    for (const item of target.values()) if (item.kind === 'made') add(item.site);
  }

  #insert(object: AbstractValue, key: AbstractValue, value: AbstractValue): void {
    this.#reader.escapes(key, 'it is the key of an object');
    this.#into(object, (site) => {
      for (const [id, item] of key) {
        const name = constantText(item);
        if (name === undefined) this.#made.addEntry(site, new Map([[id, item]]), value);
        else this.#made.addMember(site, name, value);
      }
    });
  }

  #callNamed(name: string, args: readonly AbstractValue[], statement: Statement): AbstractValue {
    const func = this.#plan.functions.get(name);
    if (func !== undefined) return this.#callFunction(func, args);
    const declaration = this.#plan.builtins.get(name);
    return builtinFlow(name, declaration, args, this.#site(statement), this.#reader, this.#made);
  }

  /** A call of whatever function is found under a path that is partly computed. */
  #callAny(names: readonly AbstractValue[], args: readonly AbstractValue[]): AbstractValue {
    const mayBe = (name: AbstractValue | undefined, part: string) =>
      [...(name ?? nothing).values()].some((item) => (constantText(item) ?? part) === part);
    let returned = nothing;
    for (const func of this.#plan.functions.values()) {
      if (func.path.length !== names.length || func.params.length !== args.length) continue;
      if (!func.path.every((part, i) => mayBe(names[i], part))) continue;
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
