import { type Condition, fieldName, type Order, type Scalar } from '../policy/conditions/condition.ts';
import type { Random } from './random.ts';

/**
 * Values of fields under which a condition may well hold, one way through it taken at random: a row that is drawn field by
 * field seldom meets three demands at once. It is a guess, and nothing is judged by it: a value may be a bound that is
 * left out, and one demand may undo another.
 */
export function wayThrough(condition: Condition, random: Random): Map<string, Scalar | Scalar[]> {
  const found = new Map<string, Scalar | Scalar[]>();
  const walk = (part: Condition, wanted: boolean): void => {
    switch (part.kind) {
      case 'always':
      case 'never':
        return;
      case 'not':
        walk(part.part, !wanted);
        return;
      case 'and':
      case 'or': {
        const every = (part.kind === 'and') === wanted;
        const one = random.pick(part.parts);
        for (const each of every ? part.parts : [one]) if (each !== undefined) walk(each, wanted);
        return;
      }
      case 'fields': {
        const known = found.get(fieldName(part.left)) ?? found.get(fieldName(part.right));
        if (known === undefined || !wanted) return;
        for (const field of [part.left, part.right]) found.set(fieldName(field), known);
        return;
      }
      default:
        if (wanted) found.set(fieldName(part.field), valueFor(part, random));
        else if (part.kind === 'compare')
          found.set(fieldName(part.field), beside(part.value, part.operator, random));
    }
  };
  walk(condition, true);
  return found;
}

type Simple = Extract<Condition, { kind: 'in' | 'has' | 'compare' | 'text' }>;

function valueFor(part: Simple, random: Random): Scalar | Scalar[] {
  switch (part.kind) {
    case 'in':
      return random.pick(part.values) ?? null;
    case 'has':
      return [random.pick(part.values) ?? null, ...(random.chance(0.3) ? ['x'] : [])];
    case 'compare':
      return beside(part.value, part.operator, random);
    case 'text': {
      const before = part.operator === 'startswith' ? '' : (random.pick(['', 'x']) ?? '');
      const after = part.operator === 'endswith' ? '' : (random.pick(['', 'x']) ?? '');
      return `${before}${part.value}${after}`;
    }
  }
}

/** The bound, or a value on one of its sides. */
function beside(bound: Scalar, operator: Order, random: Random): Scalar {
  if (typeof bound === 'number') {
    const step = operator.startsWith('l') ? -1 : 1;
    return random.pick([bound, bound + step, bound - step]) ?? bound;
  }
  if (typeof bound === 'string') return random.pick([bound, `${bound}a`, bound.slice(0, -1)]) ?? bound;
  return bound;
}
