import type { Builtins } from './builtin.ts';
import { compareSemVer, parseSemVer } from './go/semver.ts';
import { makeInteger } from './numbers.ts';
import { textOf } from './operands.ts';

/** Source: OPA, topdown/semver.go. */
export const versionBuiltins: Builtins = {
  'semver.is_valid': ([operand]) => {
    const text = textOf(operand);
    return text !== undefined && parseSemVer(text) !== undefined;
  },
  'semver.compare': ([first, second]) => {
    const [a, b] = [textOf(first), textOf(second)];
    const [left, right] = [parseSemVer(a ?? ''), parseSemVer(b ?? '')];
    return left && right && makeInteger(compareSemVer(left, right));
  },
};
