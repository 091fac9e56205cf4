import type { LogEvent } from '../event.ts';
import type { Mask } from './mask-rule.ts';

/**
 * The event with the masks applied, and their pointers in `erased` and `masked`. What a pointer does not find is left
 * alone. Values are set first and removals come last, from the back, so that no mask moves what another points at. The
 * event given, and what it holds, stays as it was.
 */
export function applyMasks(event: LogEvent, masks: readonly Mask[]): LogEvent {
  if (masks.length === 0) return event;
  const copy: Record<string, unknown> = { ...event };
  const erased: string[] = [];
  const masked: string[] = [];
  for (const mask of masks.filter(({ op }) => op === 'upsert').sort(byPointer)) {
    if (copy[mask.root] === undefined) continue;
    const value = withValue(copy[mask.root], mask.steps, mask.value);
    if (value === undefined) continue;
    copy[mask.root] = value;
    masked.push(mask.pointer);
  }
  for (const mask of masks.filter(({ op }) => op === 'remove').sort(fromTheBack)) {
    if (copy[mask.root] === undefined) continue;
    if (mask.steps.length === 0) delete copy[mask.root];
    else {
      const value = without(copy[mask.root], mask.steps);
      if (value === undefined) continue;
      copy[mask.root] = value;
    }
    erased.push(mask.pointer);
  }
  if (erased.length > 0) copy.erased = [...(event.erased ?? []), ...erased.sort()];
  if (masked.length > 0) copy.masked = [...(event.masked ?? []), ...masked];
  return copy as unknown as LogEvent;
}

/** `node` with the value at `steps`; objects on the way are made, anything else that is missing is undefined. */
function withValue(node: unknown, steps: readonly string[], value: unknown): unknown {
  const [step, ...rest] = steps;
  if (step === undefined) return value;
  if (Array.isArray(node)) {
    const index = indexIn(node, step);
    const inner = index === undefined ? undefined : withValue(node[index], rest, value);
    return index === undefined || inner === undefined ? undefined : node.with(index, inner);
  }
  if (!isObject(node)) return undefined;
  const inner = withValue(Object.hasOwn(node, step) ? node[step] : {}, rest, value);
  return inner === undefined ? undefined : set(node, step, inner);
}

/** `node` without what lies at `steps`, of which there is at least one; undefined where nothing lies there. */
function without(node: unknown, steps: readonly string[]): unknown {
  const [step = '', ...rest] = steps;
  if (Array.isArray(node)) {
    const index = indexIn(node, step);
    if (index === undefined) return undefined;
    if (rest.length === 0) return node.toSpliced(index, 1);
    const inner = without(node[index], rest);
    return inner === undefined ? undefined : node.with(index, inner);
  }
  if (!isObject(node) || !Object.hasOwn(node, step)) return undefined;
  if (rest.length === 0) return Object.fromEntries(Object.entries(node).filter(([name]) => name !== step));
  const inner = without(node[step], rest);
  return inner === undefined ? undefined : set(node, step, inner);
}

/** A copy with one member set, `__proto__` as any other. */
function set(node: Record<string, unknown>, name: string, value: unknown): Record<string, unknown> {
  return Object.fromEntries([...Object.entries(node).filter(([other]) => other !== name), [name, value]]);
}

function indexIn(array: readonly unknown[], step: string): number | undefined {
  const index = /^(0|[1-9][0-9]{0,8})$/.test(step) ? Number(step) : array.length;
  return index < array.length ? index : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function byPointer(a: Mask, b: Mask): number {
  return a.pointer < b.pointer ? -1 : a.pointer > b.pointer ? 1 : 0;
}

/** Later elements of an array before earlier ones, what lies inside something before the thing itself. */
function fromTheBack(a: Mask, b: Mask): number {
  const shared = Math.min(a.steps.length, b.steps.length);
  for (let at = 0; at < shared; at += 1) {
    const [one = '', other = ''] = [a.steps[at], b.steps[at]];
    if (one === other) continue;
    const [first, second] = [Number(one), Number(other)];
    if (Number.isInteger(first) && Number.isInteger(second) && first !== second) return second - first;
    return one < other ? 1 : -1;
  }
  return b.steps.length - a.steps.length;
}
