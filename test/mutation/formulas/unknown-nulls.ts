import type { Row } from '../../../src/policy/conditions/evaluate-condition.ts';
import { type Asked, means } from '../../policy/conditions/asked.ts';

/**
 * What a formula means where a comparison with null holds of nothing, negated or not, and only the test for null itself
 * tells; undefined: neither it nor its opposite holds.
 */
export function meansOfKnown(formula: Asked, row: Row): boolean | undefined {
  switch (formula.op) {
    case 'not': {
      const part = meansOfKnown(formula.part, row);
      return part === undefined ? undefined : !part;
    }
    case 'and':
    case 'or': {
      const deciding = formula.op === 'or';
      const parts = formula.parts.map((part) => meansOfKnown(part, row));
      if (parts.includes(deciding)) return deciding;
      return parts.includes(undefined) ? undefined : !deciding;
    }
    default: {
      const paths = 'left' in formula ? [formula.left, formula.right] : [formula.field];
      const isNull = paths.some((path) => means({ op: 'in', field: path, values: [null] }, row));
      if (isNull && !(formula.op === 'in' && formula.values.includes(null))) return undefined;
      return means(formula, row);
    }
  }
}
