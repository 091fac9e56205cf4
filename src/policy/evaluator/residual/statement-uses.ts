import type { Local, Operand, Statement } from '../../plan/plan.ts';

/** The variables a statement reads, and those it sets, what is in its blocks aside. */
export interface StatementUses {
  readonly reads: readonly Local[];
  readonly writes: readonly Local[];
}

export function usesOf(statement: Statement): StatementUses {
  switch (statement.kind) {
    case 'ReturnLocalStmt':
    case 'IsDefinedStmt':
    case 'IsUndefinedStmt':
    case 'ScanStmt':
      return { reads: [statement.source], writes: [] };
    case 'CallStmt':
      return { reads: localsOf(statement.args), writes: [statement.result] };
    case 'CallDynamicStmt':
      return { reads: [...statement.args, ...localsOf(statement.path)], writes: [statement.result] };
    case 'DotStmt':
      return { reads: localsOf([statement.source, statement.key]), writes: [statement.target] };
    case 'LenStmt':
    case 'AssignVarStmt':
      return { reads: localsOf([statement.source]), writes: [statement.target] };
    case 'AssignVarOnceStmt':
      return { reads: [...localsOf([statement.source]), statement.target], writes: [statement.target] };
    case 'AssignIntStmt':
    case 'ResetLocalStmt':
    case 'MakeNullStmt':
    case 'MakeNumberIntStmt':
    case 'MakeNumberRefStmt':
    case 'MakeArrayStmt':
    case 'MakeObjectStmt':
    case 'MakeSetStmt':
      return { reads: [], writes: [statement.target] };
    case 'EqualStmt':
    case 'NotEqualStmt':
      return { reads: localsOf([statement.a, statement.b]), writes: [] };
    case 'IsArrayStmt':
    case 'IsObjectStmt':
    case 'IsSetStmt':
      return { reads: localsOf([statement.source]), writes: [] };
    case 'ArrayAppendStmt':
      return { reads: [statement.array, ...localsOf([statement.value])], writes: [] };
    case 'SetAddStmt':
      return { reads: [statement.set, ...localsOf([statement.value])], writes: [] };
    case 'ObjectInsertStmt':
    case 'ObjectInsertOnceStmt':
      return { reads: [statement.object, ...localsOf([statement.key, statement.value])], writes: [] };
    case 'ObjectMergeStmt':
      return { reads: [statement.a, statement.b], writes: [statement.target] };
    case 'WithStmt':
      return { reads: localsOf([statement.value]), writes: [] };
    case 'ResultSetAddStmt':
      return { reads: [statement.value], writes: [] };
    case 'BlockStmt':
    case 'NotStmt':
    case 'BreakStmt':
    case 'NopStmt':
    case 'unknown':
      return { reads: [], writes: [] };
  }
}

function localsOf(operands: readonly Operand[]): Local[] {
  return operands.flatMap((operand) => (operand.type === 'local' ? [operand.value] : []));
}
