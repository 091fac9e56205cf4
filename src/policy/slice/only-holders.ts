import type { Plan } from '../plan/plan.ts';
import type { Possibility } from './abstract-value.ts';
import { constantText } from './abstract-value.ts';
import { Interpreter, TooComplexError } from './interpreter.ts';
import { describeKey, type KeyExpression, type Step } from './key-expression.ts';

/**
 * Whether an entrypoint, a decision, can only allow a subject whose own record, `data.users[input.subject.id]`, gives
 * the action that is asked for: a role out of its `roles` has `data.roles[_].permissions[input.action.name]`, or it has
 * `grants[input.action.name]`. Nobody else needs to be asked about then.
 *
 * The plan is followed with both of these lookups taken to be never defined, and everything else to be anything. If
 * even so no `true` can come out, what was to be shown is shown. A policy that can't be followed is taken to allow
 * anybody.
 */
export function allowsOnlyHolders(plan: Plan, entrypoint: string): boolean {
  const interpreter = new Interpreter(plan, isHeld);
  try {
    interpreter.follow(entrypoint);
  } catch (cause) {
    if (!(cause instanceof TooComplexError || cause instanceof RangeError)) throw cause;
    return false;
  }
  const results = interpreter.memberOf(interpreter.results, 'result');
  if (results === undefined) return false;
  return [...results.values()].every((result) => {
    if (isDenial(result)) return true;
    if (result.kind !== 'made') return false;
    const allow = interpreter.memberOf(new Map([['', result]]), 'allow');
    return allow !== undefined && [...allow.values()].every(isDenial);
  });
}

/** Whether a value as a decision, or as its `allow`, allows nothing. */
function isDenial(value: Possibility): boolean {
  if (constantText(value) !== undefined) return true;
  return value.kind === 'scalar' && (value.boolean === false || value.number !== undefined);
}

const ACTION = 'input.action.name';
const RECORD = 'data.users[input.subject.id]';

/** Whether `source[key]` is there only for those who hold the permission that is asked for. */
function isHeld(source: Possibility, key: Possibility): boolean {
  if (source.kind !== 'path' || key.kind !== 'path' || describeKey(key.path) !== ACTION) return false;
  const { root, steps } = source.path;
  if (root.kind !== 'record') return false;
  if (root.collection === 'users') return isRecord(source.path, ['grants']);
  return (
    root.collection === 'roles' &&
    isSteps(steps, ['permissions']) &&
    isRecord(root.key, ['roles', 'each', 'role'])
  );
}

/** Whether a path leads into the subject's record by these steps. */
function isRecord({ root, steps }: KeyExpression, names: readonly string[]): boolean {
  return describeKey({ root, steps: [] }) === RECORD && isSteps(steps, names);
}

/** `each` stands for any element: of an array by its index or all of them, or of an object. */
function isSteps(steps: readonly Step[], names: readonly string[]): boolean {
  return (
    steps.length === names.length &&
    steps.every((step, at) => {
      if (step.kind === 'member') return names[at] === step.name;
      return names[at] === 'each' && (step.kind === 'each' || step.kind === 'index');
    })
  );
}
