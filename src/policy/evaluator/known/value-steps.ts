import type { Statement } from '../../plan/plan.ts';
import { equal } from '../../values/compare.ts';
import { lengthOf, lookUp } from '../../values/look-up.ts';
import { makeNumber } from '../../values/number.ts';
import { RegoObject } from '../../values/object.ts';
import { merge } from '../../values/overlay.ts';
import { RegoSet } from '../../values/set.ts';
import type { Value } from '../../values/value.ts';
import { EvaluationError, positionOf } from '../evaluation-error.ts';
import { NEXT, UNDEFINED } from './completion.ts';
import { type Compilation, readOperand, type Step } from './step.ts';

type ValueKind =
  | 'DotStmt'
  | 'LenStmt'
  | 'AssignIntStmt'
  | 'AssignVarStmt'
  | 'AssignVarOnceStmt'
  | 'ResetLocalStmt'
  | 'MakeNullStmt'
  | 'MakeNumberIntStmt'
  | 'MakeNumberRefStmt'
  | 'MakeArrayStmt'
  | 'MakeObjectStmt'
  | 'MakeSetStmt'
  | 'ArrayAppendStmt'
  | 'ObjectInsertStmt'
  | 'ObjectInsertOnceStmt'
  | 'ObjectMergeStmt'
  | 'SetAddStmt';

/** Statements that give a variable its value, or add to what one holds. */
export function valueStep(
  statement: Extract<Statement, { kind: ValueKind }>,
  compilation: Compilation,
): Step {
  const set = (target: number, make: () => Value): Step => {
    return ({ locals }) => {
      locals[target] = make();
      return NEXT;
    };
  };
  switch (statement.kind) {
    case 'DotStmt': {
      const { target } = statement;
      const source = readOperand(statement.source, compilation);
      const key = readOperand(statement.key, compilation);
      return (frame) => {
        const from = source(frame);
        const by = key(frame);
        const value = from === undefined || by === undefined ? undefined : lookUp(from, by);
        frame.locals[target] = value;
        return value === undefined ? UNDEFINED : NEXT;
      };
    }
    case 'LenStmt': {
      const { target } = statement;
      const source = readOperand(statement.source, compilation);
      return (frame) => {
        const value = source(frame);
        const length = value === undefined ? undefined : lengthOf(value);
        frame.locals[target] = length;
        return length === undefined ? UNDEFINED : NEXT;
      };
    }
    case 'AssignIntStmt':
    case 'MakeNumberIntStmt': {
      const { target, value } = statement;
      return set(target, () => value);
    }
    case 'MakeNullStmt':
      return set(statement.target, () => null);
    case 'MakeNumberRefStmt': {
      const number = makeNumber(compilation.plan.strings[statement.index] ?? '0');
      return set(statement.target, () => number);
    }
    case 'MakeArrayStmt':
      return set(statement.target, () => []);
    case 'MakeObjectStmt':
      return set(statement.target, () => new RegoObject([]));
    case 'MakeSetStmt':
      return set(statement.target, () => new RegoSet([]));
    case 'ResetLocalStmt': {
      const { target } = statement;
      return ({ locals }) => {
        locals[target] = undefined;
        return NEXT;
      };
    }
    case 'AssignVarStmt': {
      const { target } = statement;
      const source = readOperand(statement.source, compilation);
      return (frame) => {
        frame.locals[target] = source(frame);
        return NEXT;
      };
    }
    case 'AssignVarOnceStmt': {
      const { target } = statement;
      const source = readOperand(statement.source, compilation);
      const position = positionOf(compilation.plan, statement.at);
      return (frame) => {
        const [value, before] = [source(frame), frame.locals[target]];
        if (before !== undefined && value !== undefined && !equal(before, value)) {
          const message = 'complete rules and functions must give one value, and here are two';
          throw new EvaluationError('conflict', message, position);
        }
        frame.locals[target] = value;
        return NEXT;
      };
    }
    case 'ArrayAppendStmt': {
      const { array } = statement;
      const read = readOperand(statement.value, compilation);
      return (frame) => {
        const value = read(frame);
        if (value !== undefined) (frame.locals[array] as Value[]).push(value);
        return NEXT;
      };
    }
    case 'SetAddStmt': {
      const { set: target } = statement;
      const read = readOperand(statement.value, compilation);
      return (frame) => {
        const value = read(frame);
        if (value !== undefined) (frame.locals[target] as RegoSet).insert(value);
        return NEXT;
      };
    }
    case 'ObjectInsertStmt':
    case 'ObjectInsertOnceStmt': {
      const { object: target, kind } = statement;
      const readKey = readOperand(statement.key, compilation);
      const read = readOperand(statement.value, compilation);
      const position = positionOf(compilation.plan, statement.at);
      return (frame) => {
        const [key, value] = [readKey(frame), read(frame)];
        if (key === undefined || value === undefined) return NEXT;
        const object = frame.locals[target] as RegoObject;
        const before = kind === 'ObjectInsertOnceStmt' ? object.get(key) : undefined;
        if (before !== undefined && !equal(before, value)) {
          throw new EvaluationError('conflict', 'object keys must be unique', position);
        }
        object.insert(key, value);
        return NEXT;
      };
    }
    case 'ObjectMergeStmt': {
      const { a, b, target } = statement;
      return ({ locals }) => {
        const [left, right] = [locals[a], locals[b]];
        locals[target] = left === undefined ? right : right === undefined ? left : merge(left, right);
        return NEXT;
      };
    }
  }
}
