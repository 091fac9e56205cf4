import type * as FilterVoices from '../../src/check/voices/filter-voices.ts';
import type * as Conditions from '../../src/policy/conditions/condition.ts';
import type * as ConditionTables from '../../src/policy/conditions/condition-table.ts';
import type * as EvaluateCondition from '../../src/policy/conditions/evaluate-condition.ts';
import type * as Ucast from '../../src/policy/conditions/ucast.ts';
import type * as DirectResults from '../../src/policy/evaluator/residual/direct-results.ts';
import type * as FormulasOf from '../../src/policy/evaluator/residual/formulas.ts';
import type * as FunctionLocals from '../../src/policy/evaluator/residual/function-locals.ts';
import type * as MadeValues from '../../src/policy/evaluator/residual/made-values.ts';
import type * as Refusals from '../../src/policy/evaluator/residual/refusal.ts';
import type * as Fields from '../../src/policy/evaluator/residual/row-fields.ts';
import type * as RowFree from '../../src/policy/evaluator/residual/row-free.ts';
import type * as Straighten from '../../src/policy/evaluator/residual/straighten.ts';
import type * as Terms from '../../src/policy/evaluator/residual/term.ts';
import type * as AlwaysDefined from '../../src/policy/filter/always-defined.ts';
import type * as FilteringRule from '../../src/policy/filter/filtering-rule.ts';
import type * as Filters from '../../src/policy/filter/policy-filters.ts';
import type * as RowsAndFields from '../../src/policy/filter/rows-and-fields.ts';
import type * as StatementWrites from '../../src/policy/filter/statement-writes.ts';
import type * as Literals from '../../src/policy/sql/literals.ts';
import type * as WriteSql from '../../src/policy/sql/write-sql.ts';
import type * as Json from '../../src/policy/values/json.ts';
import type * as Numbers from '../../src/policy/values/number.ts';

/** What of the filter code the gate asks. */
export type FilterCode = typeof Conditions &
  typeof ConditionTables &
  typeof EvaluateCondition &
  typeof Ucast &
  typeof DirectResults &
  typeof FormulasOf &
  typeof FunctionLocals &
  typeof Fields &
  typeof RowFree &
  typeof Straighten &
  typeof Terms &
  typeof MadeValues &
  typeof Refusals &
  typeof AlwaysDefined &
  typeof FilteringRule &
  typeof Filters &
  typeof StatementWrites &
  typeof RowsAndFields &
  typeof Literals &
  typeof WriteSql &
  typeof Json &
  typeof Numbers &
  typeof FilterVoices;

/** The modules that export it. */
export const FILTER_CODE: readonly string[] = [
  'src/policy/conditions/condition.ts',
  'src/policy/conditions/condition-table.ts',
  'src/policy/conditions/evaluate-condition.ts',
  'src/policy/conditions/ucast.ts',
  'src/policy/evaluator/residual/direct-results.ts',
  'src/policy/evaluator/residual/formulas.ts',
  'src/policy/evaluator/residual/function-locals.ts',
  'src/policy/evaluator/residual/row-fields.ts',
  'src/policy/evaluator/residual/row-free.ts',
  'src/policy/evaluator/residual/straighten.ts',
  'src/policy/evaluator/residual/term.ts',
  'src/policy/evaluator/residual/made-values.ts',
  'src/policy/evaluator/residual/refusal.ts',
  'src/policy/filter/always-defined.ts',
  'src/policy/filter/filtering-rule.ts',
  'src/policy/filter/policy-filters.ts',
  'src/policy/filter/rows-and-fields.ts',
  'src/policy/filter/statement-writes.ts',
  'src/policy/sql/literals.ts',
  'src/policy/sql/write-sql.ts',
  'src/policy/values/json.ts',
  'src/policy/values/number.ts',
  'src/check/voices/filter-voices.ts',
];

/** Where mistakes are planted: files and folders. */
export const MUTATED: readonly string[] = [
  'src/policy/conditions',
  'src/policy/evaluator/data-value.ts',
  'src/policy/evaluator/path-index.ts',
  'src/policy/evaluator/residual',
  'src/policy/filter',
  'src/policy/sql',
];

/** What no gate can judge here, and why. */
export const LEFT_OUT: ReadonlyMap<string, string> = new Map([
  [
    'src/policy/conditions/fields-in.ts',
    'it tells which fields a condition names, and is no part of a filter',
  ],
  [
    'src/policy/filter/input-reads.ts',
    'it tells what of the input a rule reads, to check requests by, and is no part of a filter',
  ],
  ['src/policy/sql/columns.ts', 'it checks mappings that requests bring, and the gate brings right ones'],
  ['src/policy/sql/sqlserver.ts', 'there is no SQL Server to run it on'],
]);
