import { NEVER } from '../../conditions/condition.ts';
import { entriesOf } from '../../values/look-up.ts';
import { always } from './lifted.ts';
import type { RowContext } from './look-up-cases.ts';
import { isSuch } from './lookups.ts';
import { Refusal } from './refusal.ts';
import { type Case, FieldTerm, isKnown, LookupTerm, type Sym, TruthTerm } from './term.ts';

export const texts = ['startswith', 'endswith', 'contains'] as const;

/** `startswith` and its like: a known part in a field or in what is looked up. */
export function textual(
  [text = null, part = null]: readonly Sym[],
  operator: (typeof texts)[number],
  { formulas }: RowContext,
): readonly Case[] {
  if (text instanceof LookupTerm && typeof part === 'string') {
    const matches = { startswith: 'startsWith', endswith: 'endsWith', contains: 'includes' } as const;
    const method = matches[operator];
    const condition = isSuch(text, (value) => typeof value === 'string' && value[method](part), formulas);
    return [always(new TruthTerm(condition, true, [text]))];
  }
  if (text instanceof FieldTerm && isKnown(part)) {
    if (typeof part !== 'string') return [];
    return [always(new TruthTerm(formulas.table.text(text.path, operator, part), true))];
  }
  throw new Refusal(
    `${operator} looks for a part that depends on the row`,
    'look for a known part in a field of the row',
  );
}

/** Any of several known parts. */
export function anyText(
  text: Sym,
  parts: Sym,
  operator: (typeof texts)[number],
  context: RowContext,
): readonly Case[] {
  if (!isKnown(parts)) throw new Refusal('the parts to look for depend on the row', 'look for known parts');
  const values = typeof parts === 'string' ? [parts] : entriesOf(parts).map(([, value]) => value);
  if (values.some((value) => typeof value !== 'string')) return [];
  const found = values.flatMap((part) => textual([text, part], operator, context));
  const conditions = found.map(({ value }) => (value instanceof TruthTerm ? value.condition : NEVER));
  return [always(new TruthTerm(context.formulas.or(conditions), true))];
}
