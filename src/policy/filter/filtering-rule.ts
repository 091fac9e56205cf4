import { blocksIn } from '../evaluator/known/definitions.ts';
import type { Local, Operand, Plan, PlanFunction, Statement } from '../plan/plan.ts';
import { isAlwaysDefined } from './always-defined.ts';
import { writes } from './statement-writes.ts';

/**
 * The rule that is true wherever a decision rule allows: the decision itself where it gives booleans alone, or the rule
 * whose value is the member `allow` of the one object it gives. Read off the plan, and undefined where that does not
 * show it: a filter of another rule could leave out what the decision allows.
 */
export function filteringRule(plan: Plan, decision: string): string | undefined {
  const rule = [...plan.functions.values()].find((each) => pathOf(each) === decision);
  if (rule === undefined) return undefined;
  if (givesBooleans(plan, rule, new Set())) return decision;
  const values = new Values(rule);
  const object = values.only(rule.return);
  if (object?.kind !== 'MakeObjectStmt') return undefined;
  const allowed = values.inserted(object.target, (key) => plan.strings[key] === 'allow');
  const call = allowed?.type === 'local' ? values.only(allowed.value) : undefined;
  if (call?.kind !== 'CallStmt') return undefined;
  const called = plan.functions.get(call.func);
  const given = call.args.map((arg) => (arg.type === 'local' ? arg.value : undefined));
  const sameRequest = given.length === 2 && rule.params.every((param, n) => given[n] === param);
  // Where the object is not there, nothing is allowed, whatever the rule says.
  if (called === undefined || !sameRequest || !isAlwaysDefined(plan, rule, call.func)) return undefined;
  return pathOf(called);
}

function pathOf({ path }: PlanFunction): string {
  return path.slice(1).join('/');
}

/** Whether all that a function may give is a boolean. */
function givesBooleans(plan: Plan, rule: PlanFunction, seen: Set<PlanFunction>): boolean {
  if (seen.has(rule)) return true;
  seen.add(rule);
  const origins = new Values(rule).origins(rule.return);
  return (
    origins.length > 0 &&
    origins.every((origin) => {
      if ('type' in origin) return origin.type === 'bool';
      const called = origin.kind === 'CallStmt' ? plan.functions.get(origin.func) : undefined;
      return called !== undefined && givesBooleans(plan, called, seen);
    })
  );
}

type Origin = Statement | Exclude<Operand, { type: 'local' }>;

/** Where the values of one function's variables come from. */
class Values {
  readonly #written = new Map<Local, Statement[]>();
  readonly #inserts: Extract<Statement, { kind: 'ObjectInsertStmt' | 'ObjectInsertOnceStmt' }>[] = [];
  readonly #params: ReadonlySet<Local>;

  constructor({ blocks, params }: PlanFunction) {
    this.#params = new Set(params);
    const walk = (statements: readonly Statement[]) => {
      for (const statement of statements) {
        this.#note(statement);
        for (const inner of blocksIn(statement)) walk(inner);
      }
    };
    for (const block of blocks) walk(block);
  }

  /** What a variable may hold, followed through assignments; a statement, or a constant. */
  origins(local: Local, seen = new Set<Local>()): Origin[] {
    if (seen.has(local)) return [];
    seen.add(local);
    return (this.#written.get(local) ?? []).flatMap((statement): Origin[] => {
      if (statement.kind !== 'AssignVarStmt' && statement.kind !== 'AssignVarOnceStmt') return [statement];
      const { source } = statement;
      if (source.type !== 'local') return [source];
      return this.#params.has(source.value) ? [statement] : this.origins(source.value, seen);
    });
  }

  /** The one statement that a variable's value comes from; undefined where there are more, or none. */
  only(local: Local): Statement | undefined {
    const [origin, ...others] = this.origins(local);
    return origin !== undefined && others.length === 0 && 'kind' in origin ? origin : undefined;
  }

  /** What is inserted under a key; undefined where nothing is, or more than once, or something under an unknown key. */
  inserted(object: Local, isKey: (name: number) => boolean): Operand | undefined {
    const into = this.#inserts.filter((each) => each.object === object);
    if (into.some(({ key }) => key.type !== 'string_index')) return undefined;
    const under = into.filter(({ key }) => key.type === 'string_index' && isKey(key.value));
    return under.length === 1 ? under[0]?.value : undefined;
  }

  #note(statement: Statement): void {
    if (statement.kind === 'ObjectInsertStmt' || statement.kind === 'ObjectInsertOnceStmt')
      this.#inserts.push(statement);
    for (const local of writes(statement)) {
      this.#written.set(local, [...(this.#written.get(local) ?? []), statement]);
    }
  }
}
