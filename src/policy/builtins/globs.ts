import type { Value } from '../values/value.ts';
import type { Builtins } from './builtin.ts';
import { codePoints } from './go/format-flags.ts';
import { compileGlob, quoteGlob } from './go/glob.ts';
import type { Regexp } from './go/regexp.ts';
import { arrayOf, stringsOf, textOf } from './operands.ts';

/** Source: OPA, topdown/glob.go. */
export const globBuiltins: Builtins = {
  'glob.match': ([pattern, delimiters, operand]) => {
    const [glob, text, separators] = [textOf(pattern), textOf(operand), separatorsOf(delimiters)];
    if (glob === undefined || text === undefined || separators === undefined) return undefined;
    return compiled(glob, separators)?.matches(text);
  },
  'glob.quote_meta': ([operand]) => {
    const text = textOf(operand);
    return text === undefined ? undefined : quoteGlob(text);
  },
};

/** Single characters; none at all are `.`, and null is no separator. */
function separatorsOf(operand: Value | undefined): readonly string[] | undefined {
  if (operand === null) return [];
  const separators = arrayOf(operand) && stringsOf(operand);
  if (separators === undefined || separators.some((one) => codePoints(one) !== 1)) return undefined;
  return separators.length === 0 ? ['.'] : separators;
}

/** Globs are named by policies, but may come from input: the number kept is bounded. */
const kept = 200;
const globs = new Map<string, Regexp | undefined>();

function compiled(glob: string, separators: readonly string[]): Regexp | undefined {
  const name = `${separators.join('')} ${glob}`;
  if (globs.has(name)) return globs.get(name);
  if (globs.size >= kept) globs.clear();
  const made = compileGlob(glob, separators);
  globs.set(name, made);
  return made;
}
