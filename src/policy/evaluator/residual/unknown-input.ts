import { ALWAYS } from '../../conditions/condition.ts';
import { upsertSym } from './made-values.ts';
import type { ResidualRequest } from './residual.ts';
import type { RowFields } from './row-fields.ts';
import type { Sym } from './term.ts';

/** The input, with fields of the row where it is not known. */
export function inputWithFields(
  { input, unknowns, row }: ResidualRequest,
  fields: RowFields,
): Sym | undefined {
  let document: Sym | undefined = input;
  for (const path of unknowns) {
    const value = fields.field(path.slice(row.length));
    if (path.length === 0) return value;
    document = upsertSym(document, path, [{ guard: ALWAYS, value }]);
  }
  return document;
}
