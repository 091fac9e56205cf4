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
import { appended, replaced, withContent, withMember } from './made-kinds.ts';
import {
  anyElement,
  elementScanned,
  elementsGathered,
  falseOrUndefined,
  itemsDepend,
  keyOfRow,
  moreOfElements,
  objectOfElements,
  placeOfElement,
  type Reason,
  typeDecides,
  usedAsBoth,
} from './obstacles.ts';
import { relateSorts } from './relate-kinds.ts';
import { RowReads } from './row-reads.ts';
import {
  crossesElements,
  decidedSince,
  isDecided,
  leave,
  type Scope,
  scopeIn,
  settle,
  unsettled,
} from './scopes.ts';

interface Frame {
  readonly called: PlanFunction;
  readonly locals: Map<Local, Sort>;
  /** Where collections were begun. */
  readonly begun: Map<Local, Scope>;
}

/** Whether a value is asked for as a condition: that it is not false. */
function isTruth({ kind, b }: StatementOf<'EqualStmt'> | StatementOf<'NotEqualStmt'>): boolean {
  return kind === 'NotEqualStmt' && b.type === 'bool' && !b.value;
}

/** Builtins that compare two single values. */
const comparing = new Set([
  'equal',
  'eq',
  'neq',
  'lt',
  'lte',
  'gt',
  'gte',
  'startswith',
  'endswith',
  'contains',
]);

/** The functions of a rule, by its path (`authz/allow`). */
export function functionsOf(plan: Plan, rule: string): PlanFunction[] {
  return [...plan.functions.values()].filter(({ path }) => path.slice(1).join('/') === rule);
}

/** Walks a rule, and gives what it reads of the row. */
export function walkRule(
  plan: Plan,
  rule: string,
  report: (statement: Statement, reason: Reason) => void,
): RowReads {
  const walk = new RuleWalk(plan, report);
  for (const each of functionsOf(plan, rule)) walk.call(each, [one({ is: 'input', path: [] }), KNOWN]);
  return walk.reads;
}

/**
 * Walks what a rule reaches as a filter would run it, with kinds of values in place of values, and tells of each
 * statement that no filter can have. All branches are walked; nothing is known of data.
 */
class RuleWalk {
  readonly reads = new RowReads();
  readonly #plan: Plan;
  readonly #report: (statement: Statement, reason: Reason) => void;
  readonly #given = new Map<string, Sort>();
  readonly #numbers = new Map<Statement, number>();
  #negations = 0;
  #statement: Statement | undefined;

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
    const scope = scopeIn(undefined);
    for (const block of called.blocks) this.#block(block, frame, scope);
    const result = locals.get(called.return) ?? NOTHING;
    this.#given.set(key, result);
    return result;
  }

  #block(block: Block, frame: Frame, outer: Scope, element?: ElementScan): Scope {
    const scope = scopeIn(outer, element);
    for (const statement of block) {
      this.#statement = statement;
      this.#step(statement, frame, scope);
    }
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
      case 'DotStmt': {
        this.#enter(statement, frame);
        const [source, key] = [this.#read(statement.source, frame), this.#read(statement.key, frame)];
        const below = lookUpSorts(source, key, report);
        this.reads.note(below, statement);
        set(statement.target, below);
        return;
      }
      case 'AssignVarStmt':
        locals.set(statement.target, this.#held(statement.source, frame));
        return;
      case 'AssignVarOnceStmt': {
        this.#conclude(statement, statement.source, frame, scope);
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
        this.#use(a);
        this.#use(b);
        if (!isTruth(statement)) this.reads.compare(a, b, statement);
        relateSorts(a, statement.kind === 'EqualStmt' ? 'eq' : 'neq', b, this.#negations, report);
        settle(scope, [a, b]);
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
          called === undefined ? this.#builtin(statement, args, report) : this.call(called, args),
        );
        for (const kind of (locals.get(statement.result) ?? NOTHING).kinds) {
          if (kind.is === 'truth' && kind.partial !== undefined) scope.pending.add(kind.partial);
        }
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
        this.#statement = statement;
        if (unsettled(inner, scope)) report(falseOrUndefined);
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
        locals.set(
          statement.target,
          statement.kind === 'MakeSetStmt'
            ? KNOWN
            : one({ is: 'known', made: statement.kind === 'MakeArrayStmt' ? [] : 'other' }),
        );
        return;
      case 'ArrayAppendStmt': {
        const value = this.#read(statement.value, frame);
        if (decidedSince(begun.get(statement.array), scope)) report(itemsDepend);
        locals.set(
          statement.array,
          isKnown(value) && !value.row
            ? appended(locals.get(statement.array), value)
            : withContent(locals.get(statement.array), 'array', value),
        );
        return;
      }
      case 'SetAddStmt': {
        this.#conclude(statement, statement.value, frame, scope);
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
          this.#use(one(kind));
          locals.set(statement.key, one({ is: 'position' }));
          locals.set(statement.value, one({ is: 'element', scan: element }));
          this.#block(statement.block, frame, scopeIn(scope, element, true));
          locals.set(statement.key, NOTHING);
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
          this.#block(statement.block, frame, scopeIn(scope, undefined, true));
          break;
        }
        case 'known':
        case 'lookup':
          locals.set(statement.key, KNOWN);
          locals.set(statement.value, KNOWN);
          this.#block(statement.block, frame, scopeIn(scope, undefined, kind.is === 'lookup'));
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
    for (const each of inner.pending) scope.pending.add(each);
    for (const each of inner.settled) scope.settled.add(each);
  }

  #builtin(
    statement: StatementOf<'CallStmt'>,
    args: readonly Sort[],
    report: (reason: Reason) => void,
  ): Sort {
    if (statement.func !== 'object.get') args.forEach((arg) => void this.#use(arg));
    const [a, b] = args;
    if (a !== undefined && b !== undefined && comparing.has(statement.func))
      this.reads.compare(a, b, statement);
    const at = this.#numbers.get(statement) ?? this.#numbers.size;
    this.#numbers.set(statement, at);
    return builtinSort(statement.func, args, { negations: this.#negations, at }, report);
  }

  /** Notes fields that are used as values, and tells of those that are objects elsewhere. */
  #use(sort: Sort): void {
    for (const kind of sort.kinds) {
      if (kind.is !== 'field') continue;
      if (this.reads.asValue(kind.name)) this.#tell(usedAsBoth(kind.name));
    }
  }

  /** Notes fields below which something is read. */
  #enter({ source, key }: StatementOf<'DotStmt'>, frame: Frame): void {
    const from = this.#read(source, frame);
    for (const kind of from.kinds) {
      if (kind.is !== 'field') continue;
      if (this.reads.asObject(kind.name)) this.#tell(usedAsBoth(kind.name));
    }
    if (from.kinds.some(({ is }) => is === 'known' || is === 'lookup')) this.#use(this.#read(key, frame));
  }

  /** Tells of what has to be true here and may be undefined instead of false, with nothing that says it is true. */
  #conclude(statement: Statement, carried: Operand, frame: Frame, scope: Scope): void {
    if (unsettled(scope, undefined, this.#read(carried, frame))) this.#report(statement, falseOrUndefined);
  }

  #tell(reason: Reason): void {
    if (this.#statement !== undefined) this.#report(this.#statement, reason);
  }

  /** What a variable holds; the place of an element in an array of the row must not be read. */
  #read(operand: Operand, frame: Frame): Sort {
    const held = this.#held(operand, frame);
    if (!held.kinds.some(({ is }) => is === 'position')) return held;
    this.#tell(placeOfElement);
    return NOTHING;
  }

  #held(operand: Operand, { locals }: Frame): Sort {
    if (operand.type === 'local') return locals.get(operand.value) ?? NOTHING;
    return constant(operand.type === 'bool' ? operand.value : (this.#plan.strings[operand.value] ?? ''));
  }

  #decide(scope: Scope, sorts: readonly Sort[]): void {
    if (sorts.some((sort) => sort.row || !isKnown(sort))) scope.decided = true;
  }
}
