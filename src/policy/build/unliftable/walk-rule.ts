import type { Block, Local, Operand, Plan, PlanFunction, Statement, StatementOf } from '../../plan/plan.ts';
import { builtinSort, countedKind } from './builtin-kinds.ts';
import {
  constant,
  dependent,
  type ElementScan,
  either,
  isKnown,
  KNOWN,
  NOTHING,
  one,
  type Sort,
  sortKey,
} from './kinds.ts';
import { lookUpSorts } from './look-up-kinds.ts';
import {
  anyElement,
  elementScanned,
  elementsGathered,
  itemsDepend,
  keyOfRow,
  moreOfElements,
  objectOfElements,
  type Reason,
  typeDecides,
} from './obstacles.ts';
import { relateSorts } from './relate-kinds.ts';

/** A block being walked: whether the row has decided in it that it goes on. */
interface Scope {
  readonly outer: Scope | undefined;
  decided: boolean;
  /** Set for the scan of an array of the row. */
  readonly element?: ElementScan;
}

interface Frame {
  readonly called: PlanFunction;
  readonly locals: Map<Local, Sort>;
  /** Where collections were begun. */
  readonly begun: Map<Local, Scope>;
}

/**
 * Walks what a rule reaches as a filter would run it, with kinds of values in place of values, and tells of each
 * statement that no filter can have. All branches are walked; nothing is known of data.
 */
export class RuleWalk {
  readonly #plan: Plan;
  readonly #report: (statement: Statement, reason: Reason) => void;
  readonly #given = new Map<string, Sort>();
  #negations = 0;

  constructor(plan: Plan, report: (statement: Statement, reason: Reason) => void) {
    this.#plan = plan;
    this.#report = report;
  }

  /** What a function gives for such arguments. */
  call(called: PlanFunction, args: readonly Sort[]): Sort {
    const key = `${called.name} ${this.#negations} ${args.map(sortKey).join(' ')}`;
    const known = this.#given.get(key);
    if (known !== undefined) return known;
    this.#given.set(key, NOTHING);
    const locals = new Map(called.params.map((param, index) => [param, args[index] ?? NOTHING]));
    const frame: Frame = { called, locals, begun: new Map() };
    const scope: Scope = { outer: undefined, decided: false };
    for (const block of called.blocks) this.#block(block, frame, scope);
    const result = locals.get(called.return) ?? NOTHING;
    this.#given.set(key, result);
    return result;
  }

  #block(block: Block, frame: Frame, outer: Scope, element?: ElementScan): Scope {
    const scope: Scope = { outer, decided: false, ...(element === undefined ? {} : { element }) };
    for (const statement of block) this.#step(statement, frame, scope);
    return scope;
  }

  #step(statement: Statement, frame: Frame, scope: Scope): void {
    const { locals } = frame;
    const report = (reason: Reason) => this.#report(statement, reason);
    const set = (target: Local, sort: Sort) => {
      if (sort.row) scope.decided = true;
      locals.set(target, sort);
    };
    switch (statement.kind) {
      case 'DotStmt':
        set(
          statement.target,
          lookUpSorts(this.#read(statement.source, frame), this.#read(statement.key, frame), report),
        );
        return;
      case 'AssignVarStmt':
        locals.set(statement.target, this.#read(statement.source, frame));
        return;
      case 'AssignVarOnceStmt': {
        const sort = this.#read(statement.source, frame);
        const before = locals.get(statement.target) ?? NOTHING;
        const merged = either([before, sort]);
        locals.set(statement.target, isDecided(scope) ? dependent(merged) : merged);
        return;
      }
      case 'AssignIntStmt':
      case 'MakeNumberIntStmt':
        locals.set(statement.target, constant(statement.value));
        return;
      case 'MakeNumberRefStmt':
        locals.set(statement.target, constant(Number(this.#plan.strings[statement.index])));
        return;
      case 'MakeNullStmt':
        locals.set(statement.target, constant(null));
        return;
      case 'ResetLocalStmt':
        locals.delete(statement.target);
        return;
      case 'EqualStmt':
      case 'NotEqualStmt': {
        const [a, b] = [this.#read(statement.a, frame), this.#read(statement.b, frame)];
        relateSorts(a, statement.kind === 'EqualStmt' ? 'eq' : 'neq', b, this.#negations, report);
        this.#decide(scope, [a, b]);
        return;
      }
      case 'IsArrayStmt':
      case 'IsObjectStmt':
      case 'IsSetStmt': {
        const sort = this.#read(statement.source, frame);
        const type = statement.kind === 'IsArrayStmt' ? 'array' : 'object';
        const isField = sort.kinds.some(({ is }) => is === 'field' || is === 'element');
        if (isField && statement.kind !== 'IsSetStmt') report(typeDecides(type));
        this.#decide(scope, [sort]);
        return;
      }
      case 'IsDefinedStmt':
      case 'IsUndefinedStmt':
        this.#decide(scope, [locals.get(statement.source) ?? NOTHING]);
        return;
      case 'LenStmt': {
        const { kinds, row } = this.#read(statement.source, frame);
        const length = either(kinds.map((kind) => countedKind(kind, report)));
        set(statement.target, row ? dependent(length) : length);
        return;
      }
      case 'CallStmt': {
        const args = statement.args.map((arg) => this.#read(arg, frame));
        const called = this.#plan.functions.get(statement.func);
        set(
          statement.result,
          called === undefined
            ? builtinSort(statement.func, args, this.#negations, report)
            : this.call(called, args),
        );
        return;
      }
      case 'CallDynamicStmt':
        set(statement.result, this.#callAny(statement, frame));
        return;
      case 'ScanStmt':
        this.#scan(statement, frame, scope);
        return;
      case 'NotStmt': {
        this.#negations += 1;
        const inner = this.#block(statement.block, frame, scope);
        this.#negations -= 1;
        if (inner.decided) scope.decided = true;
        return;
      }
      case 'BlockStmt':
        for (const block of statement.blocks) this.#block(block, frame, scope);
        return;
      case 'BreakStmt':
        leave(scope, statement.index);
        return;
      case 'WithStmt':
        this.#with(statement, frame, scope);
        return;
      default:
        this.#make(statement, frame, scope, report);
    }
  }

  #make(statement: Statement, frame: Frame, scope: Scope, report: (reason: Reason) => void): void {
    const { locals, begun } = frame;
    switch (statement.kind) {
      case 'MakeArrayStmt':
      case 'MakeObjectStmt':
      case 'MakeSetStmt':
        begun.set(statement.target, scope);
        locals.set(statement.target, KNOWN);
        return;
      case 'ArrayAppendStmt': {
        const value = this.#read(statement.value, frame);
        if (decidedSince(begun.get(statement.array), scope)) report(itemsDepend);
        if (!isKnown(value) || value.row)
          locals.set(statement.array, withContent(locals.get(statement.array), 'array', value));
        return;
      }
      case 'SetAddStmt': {
        const value = this.#read(statement.value, frame);
        for (const kind of value.kinds) if (kind.is === 'element') kind.scan.gathered = true;
        if (!isKnown(value) || value.row || decidedSince(begun.get(statement.set), scope))
          locals.set(statement.set, withContent(locals.get(statement.set), 'set', value));
        return;
      }
      case 'ObjectInsertStmt':
      case 'ObjectInsertOnceStmt': {
        const [key, value] = [this.#read(statement.key, frame), this.#read(statement.value, frame)];
        const since = begun.get(statement.object);
        if (crossesElements(since, scope)) report(objectOfElements);
        if (key.kinds.some(({ is }) => is !== 'known')) report(keyOfRow);
        if (!isKnown(value) || value.row || decidedSince(since, scope))
          locals.set(statement.object, withMember(locals.get(statement.object), key, value));
        return;
      }
      case 'ObjectMergeStmt': {
        const sorts = [locals.get(statement.a) ?? NOTHING, locals.get(statement.b) ?? NOTHING];
        locals.set(statement.target, either(sorts));
        return;
      }
      default:
        return;
    }
  }

  #scan(statement: StatementOf<'ScanStmt'>, frame: Frame, scope: Scope): void {
    const { locals } = frame;
    for (const kind of (locals.get(statement.source) ?? NOTHING).kinds) {
      switch (kind.is) {
        case 'element':
          this.#report(statement, elementScanned);
          break;
        case 'field': {
          const element: ElementScan = {
            statement,
            negations: this.#negations,
            compared: false,
            gathered: false,
            more: false,
          };
          locals.set(statement.key, NOTHING);
          locals.set(statement.value, one({ is: 'element', scan: element }));
          this.#block(statement.block, frame, { outer: scope, decided: true, element });
          if (element.more) this.#report(statement, moreOfElements);
          else if (!element.compared)
            this.#report(statement, element.gathered ? elementsGathered : anyElement);
          break;
        }
        case 'set':
        case 'array':
        case 'object': {
          const content =
            kind.is === 'object' ? either([kind.others, ...kind.members.values()]) : kind.content;
          locals.set(statement.key, kind.is === 'set' ? content : KNOWN);
          locals.set(statement.value, content);
          this.#block(statement.block, frame, { outer: scope, decided: true });
          break;
        }
        case 'known':
        case 'lookup':
          locals.set(statement.key, KNOWN);
          locals.set(statement.value, KNOWN);
          this.#block(statement.block, frame, { outer: scope, decided: kind.is === 'lookup' });
          break;
        default:
          break;
      }
    }
  }

  /** Every rule that a path with variable parts may name. */
  #callAny({ path, args }: StatementOf<'CallDynamicStmt'>, frame: Frame): Sort {
    const parts = path.map((part) => this.#read(part, frame));
    const given = args.map((arg) => frame.locals.get(arg) ?? NOTHING);
    const named = [...this.#plan.functions.values()].filter(
      (each) =>
        each.path.length === parts.length &&
        each.path.every((name, index) =>
          (parts[index] ?? NOTHING).kinds.some((kind) => {
            return kind.is !== 'known' || kind.constant === undefined || kind.constant === name;
          }),
        ),
    );
    const found = either([NOTHING, ...named.map((each) => this.call(each, given))]);
    return parts.some(({ row }) => row) ? dependent(found) : found;
  }

  #with({ local, path, value, block }: StatementOf<'WithStmt'>, frame: Frame, scope: Scope): void {
    const before = frame.locals.get(local) ?? NOTHING;
    const names = path.map((index) => this.#plan.strings[index] ?? '');
    frame.locals.set(local, replaced(before, names, this.#read(value, frame)));
    const inner = this.#block(block, frame, scope);
    frame.locals.set(local, before);
    if (inner.decided) scope.decided = true;
  }

  #read(operand: Operand, { locals }: Frame): Sort {
    if (operand.type === 'local') return locals.get(operand.value) ?? NOTHING;
    return constant(operand.type === 'bool' ? operand.value : (this.#plan.strings[operand.value] ?? ''));
  }

  #decide(scope: Scope, sorts: readonly Sort[]): void {
    if (sorts.some((sort) => sort.row)) scope.decided = true;
  }
}

function isDecided(scope: Scope): boolean {
  for (let each: Scope | undefined = scope; each !== undefined; each = each.outer)
    if (each.decided) return true;
  return false;
}

/** Whether the row has decided anything in the scopes within the one in which a collection was begun. */
function decidedSince(begun: Scope | undefined, scope: Scope): boolean {
  if (begun === undefined) return false;
  for (let each: Scope | undefined = scope; each !== undefined && each !== begun; each = each.outer) {
    if (each.decided) return true;
  }
  return false;
}

function crossesElements(begun: Scope | undefined, scope: Scope): boolean {
  if (begun === undefined) return false;
  for (let each: Scope | undefined = scope; each !== undefined && each !== begun; each = each.outer) {
    if (each.element !== undefined) return true;
  }
  return false;
}

/** Leaving blocks where the row says so has what comes after them go on where it does not. */
function leave(scope: Scope, blocks: number): void {
  let decided = false;
  let each: Scope | undefined = scope;
  for (let index = 0; index <= blocks && each !== undefined; index++) {
    decided ||= each.decided;
    each = each.outer;
  }
  if (decided && each !== undefined) each.decided = true;
}

function withContent(before: Sort = KNOWN, is: 'set' | 'array', value: Sort): Sort {
  const contents = before.kinds.map((kind) => (kind.is === is ? kind.content : KNOWN));
  return one({ is, content: either([...(isKnown(before) ? [] : contents), value]) });
}

function withMember(before: Sort = KNOWN, key: Sort, value: Sort): Sort {
  const [only] = before.kinds;
  const members = new Map(only?.is === 'object' ? only.members : []);
  const others = only?.is === 'object' ? only.others : KNOWN;
  const [name] = key.kinds;
  const constantName = name?.is === 'known' && typeof name.constant === 'string' ? name.constant : undefined;
  if (constantName === undefined) return one({ is: 'object', members, others: either([others, value]) });
  const own = members.get(constantName);
  members.set(constantName, own === undefined ? value : either([own, value]));
  return one({ is: 'object', members, others });
}

/** The document with what lies at a path replaced. */
function replaced(before: Sort, path: readonly string[], value: Sort): Sort {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  if (isKnown(before) && isKnown(value) && !value.row) return before;
  const below = lookUpSorts(before, constant(name), () => {});
  return one(
    { is: 'object', members: new Map([[name, replaced(below, rest, value)]]), others: before },
    false,
  );
}
