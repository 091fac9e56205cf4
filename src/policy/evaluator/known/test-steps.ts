import type { Statement } from '../../plan/plan.ts';
import { equal, typeName } from '../../values/compare.ts';
import type { Value } from '../../values/value.ts';
import { NEXT, UNDEFINED } from './completion.ts';
import { type Compilation, readOperand, type Step } from './step.ts';

type TestKind =
  | 'EqualStmt'
  | 'NotEqualStmt'
  | 'IsArrayStmt'
  | 'IsObjectStmt'
  | 'IsSetStmt'
  | 'IsDefinedStmt'
  | 'IsUndefinedStmt';

const types = { IsArrayStmt: 'array', IsObjectStmt: 'object', IsSetStmt: 'set' } as const;

/** Statements that end their block or do nothing. */
export function testStep(statement: Extract<Statement, { kind: TestKind }>, compilation: Compilation): Step {
  switch (statement.kind) {
    case 'EqualStmt':
    case 'NotEqualStmt': {
      const wanted = statement.kind === 'EqualStmt';
      const a = readOperand(statement.a, compilation);
      const b = readOperand(statement.b, compilation);
      return (frame) => (same(a(frame), b(frame)) === wanted ? NEXT : UNDEFINED);
    }
    case 'IsArrayStmt':
    case 'IsObjectStmt':
    case 'IsSetStmt': {
      const type = types[statement.kind];
      const source = readOperand(statement.source, compilation);
      return (frame) => {
        const value = source(frame);
        return value !== undefined && typeName(value) === type ? NEXT : UNDEFINED;
      };
    }
    case 'IsDefinedStmt':
    case 'IsUndefinedStmt': {
      const { source, kind } = statement;
      const wanted = kind === 'IsDefinedStmt';
      return ({ locals }) => ((locals[source] !== undefined) === wanted ? NEXT : UNDEFINED);
    }
  }
}

function same(a: Value | undefined, b: Value | undefined): boolean {
  return a === undefined || b === undefined ? a === b : equal(a, b);
}
