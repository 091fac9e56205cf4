import type { Value } from '../values/value.ts';
import { type Builtins, EvaluationLimit } from './builtin.ts';
import { printed } from './go/print-value.ts';
import { type FormatArgument, sprintf } from './go/sprintf.ts';
import { numberText, plainInteger } from './numbers.ts';
import { arrayOf, setOf, textOf } from './operands.ts';

/** Source: OPA, topdown/strings.go, print.go and template_string.go. */
export const formattingBuiltins: Builtins = {
  sprintf: ([format, values]) => {
    const [text, args] = [textOf(format), arrayOf(values)];
    return text === undefined ? undefined : args && sprintf(text, args.map(argumentOf));
  },
  /** Each part is a scalar, or a set of what an expression gave: one value, or none. */
  'internal.template_string': ([operand]) => {
    const parts = arrayOf(operand)?.map(partOf);
    return parts?.every((part) => part !== undefined) ? parts.join('') : undefined;
  },
  /** Printing goes nowhere: a decision has no console. */
  'internal.print': () => true,
};

function argumentOf(value: Value): FormatArgument {
  const number = numberText(value);
  if (number === undefined) return { kind: 'string', value: textOf(value) ?? printed(value) };
  if (/[.eE]/.test(number)) {
    const float = Number(number);
    return Number.isFinite(float) ? { kind: 'float64', value: float } : { kind: 'string', value: number };
  }
  const whole = plainInteger(number) ?? 0n;
  const isInt64 = whole >= -(2n ** 63n) && whole < 2n ** 63n;
  return { kind: isInt64 ? 'int64' : '*big.Int', value: whole };
}

function partOf(value: Value): string | undefined {
  const set = setOf(value);
  if (set === undefined) {
    const text = textOf(value);
    return (
      text ??
      (typeof value === 'object' && value !== null && numberText(value) === undefined
        ? undefined
        : printed(value))
    );
  }
  if (set.size > 1) throw new EvaluationLimit('a template string must not have several values');
  const [only] = set.values();
  return only === undefined ? '<undefined>' : (textOf(only) ?? printed(only));
}
