import { ALWAYS, type Condition, NEVER } from '../../conditions/condition.ts';
import type { Statement } from '../../plan/plan.ts';
import { typeName } from '../../values/compare.ts';
import type { CallFrame } from './call-frame.ts';
import { definedIn } from './look-up-cases.ts';
import { isSuch } from './lookups.ts';
import { completely } from './made-values.ts';
import { Refusal } from './refusal.ts';
import { type Finding, relate } from './relations.ts';
import type { ResidualRun } from './residual-run.ts';
import { pendingOf, type Scope } from './scope.ts';
import {
  type Case,
  FieldTerm,
  isKnown,
  LookupTerm,
  MadeArray,
  MadeObject,
  MadeSet,
  type Sym,
} from './term.ts';

type Test = Extract<
  Statement,
  {
    kind:
      | 'EqualStmt'
      | 'NotEqualStmt'
      | 'IsArrayStmt'
      | 'IsObjectStmt'
      | 'IsSetStmt'
      | 'IsDefinedStmt'
      | 'IsUndefinedStmt';
  }
>;

const types = { IsArrayStmt: 'array', IsObjectStmt: 'object', IsSetStmt: 'set' } as const;

/** Statements that end their block or do nothing. */
export function test(statement: Test, scope: Scope, frame: CallFrame, run: ResidualRun): void {
  const { formulas } = run;
  switch (statement.kind) {
    case 'EqualStmt':
    case 'NotEqualStmt': {
      const relation = statement.kind === 'EqualStmt' ? 'eq' : 'neq';
      const [first, second] = [frame.single(statement.a), frame.single(statement.b)];
      if (first !== undefined && second !== undefined) {
        if (first instanceof FieldTerm) run.fields.use(first);
        if (second instanceof FieldTerm) run.fields.use(second);
        const { condition, implies } = relate(first, relation, second, formulas);
        scope.narrow(condition, formulas, implies);
        return;
      }
      const [a, b] = [frame.read(statement.a), frame.read(statement.b)];
      for (const { value } of [...a, ...b]) if (value instanceof FieldTerm) run.fields.use(value);
      const pairs = a.flatMap((left) => b.map((right) => [left, right] as const));
      const finding = ([left, right]: readonly [Case, Case]): Finding => {
        const guard = formulas.and(left.guard, right.guard);
        if (formulas.and(scope.condition, guard) === NEVER) return { condition: NEVER, implies: [] };
        const found = relate(left.value, relation, right.value, formulas);
        return { condition: formulas.and(guard, found.condition), implies: found.implies };
      };
      narrowBy(pairs.map(finding), scope, run);
      return;
    }
    case 'IsArrayStmt':
    case 'IsObjectStmt':
    case 'IsSetStmt': {
      const type = types[statement.kind];
      const findings = frame.read(statement.source).map(({ guard, value }) => ({
        condition: formulas.and(guard, hasType(value, type, run)),
        implies: [],
      }));
      narrowBy(findings, scope, run);
      return;
    }
    case 'IsDefinedStmt': {
      const cases = frame.readLocal(statement.source);
      const [only] = cases;
      const pending = cases.length === 1 && only !== undefined ? pendingOf(only.value) : undefined;
      if (only === undefined || pending === undefined) {
        scope.narrow(definedIn(cases, formulas), formulas);
        return;
      }
      scope.narrow(only.guard, formulas);
      scope.await(pending);
      return;
    }
    case 'IsUndefinedStmt':
      scope.narrow(formulas.not(definedIn(frame.readLocal(statement.source), formulas)), formulas);
      return;
  }
}

/** Goes on where one of the findings holds. What a single one implies is known from then on. */
function narrowBy(findings: readonly Finding[], scope: Scope, { formulas }: ResidualRun): void {
  const [only] = findings;
  if (only !== undefined && findings.length === 1) {
    scope.narrow(only.condition, formulas, only.implies);
    return;
  }
  scope.narrow(formulas.or(findings.map(({ condition }) => condition)), formulas);
}

function hasType(sym: Sym, type: 'array' | 'object' | 'set', { formulas }: ResidualRun): Condition {
  const value = completely(sym);
  if (isKnown(value)) return typeName(value) === type ? ALWAYS : NEVER;
  if (value instanceof LookupTerm) return isSuch(value, (found) => typeName(found) === type, formulas);
  if (value instanceof FieldTerm) {
    if (type === 'set') return NEVER;
    throw new Refusal(
      `whether a field of the row is an ${type} decides`,
      'ask whether known values are `in` it; `every` over an array of the row is no filter',
    );
  }
  const made = { array: MadeArray, object: MadeObject, set: MadeSet }[type];
  return value instanceof made ? ALWAYS : NEVER;
}
