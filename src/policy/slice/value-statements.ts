import type { Operand, Statement } from '../plan/plan.ts';
import { type AbstractValue, join, nothing, one, scalar, unknown } from './abstract-value.ts';
import type { Frame } from './frame.ts';
import type { MadeValues } from './made-values.ts';
import type { ValueReader } from './value-reader.ts';

type ControlKind =
  | 'ReturnLocalStmt'
  | 'CallStmt'
  | 'CallDynamicStmt'
  | 'BlockStmt'
  | 'BreakStmt'
  | 'NotStmt'
  | 'ScanStmt'
  | 'WithStmt'
  | 'ResultSetAddStmt'
  | 'unknown';

/** The statements that read, make, compare and assign values, and lead nowhere else. */
export type ValueStatement = Exclude<Statement, { kind: ControlKind }>;

export interface ValueContext {
  readonly read: (operand: Operand) => AbstractValue;
  readonly reader: ValueReader;
  readonly made: MadeValues;
  /** A name for what the statement makes. */
  readonly site: () => string;
}

/** What a statement does to the locals, and what it touches of the data document. */
export function followValueStatement(
  statement: ValueStatement,
  frame: Frame,
  { read, reader, made, site }: ValueContext,
): void {
  switch (statement.kind) {
    case 'DotStmt':
      frame.set(statement.target, reader.lookup(read(statement.source), read(statement.key)));
      return;
    case 'LenStmt':
      reader.escapes(read(statement.source), 'its size is taken');
      frame.set(statement.target, scalar);
      return;
    case 'AssignVarStmt':
      frame.set(statement.target, read(statement.source));
      return;
    case 'AssignVarOnceStmt': {
      const held = frame.get(statement.target);
      const value = read(statement.source);
      // A second value that differs is an error, so the two are compared.
      if (held.size > 0) reader.compared(held, value);
      frame.set(statement.target, join(held, value));
      return;
    }
    case 'ResetLocalStmt':
      frame.set(statement.target, nothing);
      return;
    case 'MakeNumberIntStmt':
      frame.set(statement.target, one({ kind: 'scalar', number: statement.value }));
      return;
    case 'AssignIntStmt':
    case 'MakeNullStmt':
    case 'MakeNumberRefStmt':
      frame.set(statement.target, scalar);
      return;
    case 'MakeArrayStmt':
    case 'MakeObjectStmt':
    case 'MakeSetStmt':
      frame.set(statement.target, one({ kind: 'made', site: site() }));
      return;
    case 'EqualStmt':
    case 'NotEqualStmt':
      reader.compared(read(statement.a), read(statement.b));
      return;
    case 'ArrayAppendStmt':
      made.append(known(frame.get(statement.array), read(statement.value), reader), read(statement.value));
      return;
    case 'SetAddStmt':
      reader.escapes(read(statement.value), 'it is put into a set');
      made.include(frame.get(statement.set), read(statement.value));
      return;
    case 'ObjectInsertStmt':
      reader.escapes(read(statement.key), 'it is the key of an object');
      made.insert(
        known(frame.get(statement.object), read(statement.value), reader),
        read(statement.key),
        read(statement.value),
      );
      return;
    case 'ObjectInsertOnceStmt':
      reader.escapes(read(statement.key), 'it is the key of an object');
      reader.escapes(read(statement.value), 'it is compared with what an object holds already');
      made.insert(
        known(frame.get(statement.object), read(statement.value), reader),
        read(statement.key),
        read(statement.value),
      );
      return;
    case 'ObjectMergeStmt':
      reader.escapes(frame.get(statement.a), 'it is merged with rules of the same name');
      reader.escapes(frame.get(statement.b), 'it is merged with data of the same name');
      frame.set(statement.target, unknown);
      return;
    case 'NopStmt':
    case 'IsArrayStmt':
    case 'IsObjectStmt':
    case 'IsSetStmt':
    case 'IsDefinedStmt':
    case 'IsUndefinedStmt':
      return;
  }
}

/** What goes into something whose content is not followed counts as used whole. Gives the target. */
function known(target: AbstractValue, value: AbstractValue, reader: ValueReader): AbstractValue {
  if ([...target.values()].some((item) => item.kind !== 'made')) {
    reader.escapes(value, 'it becomes part of a value that is not followed');
  }
  return target;
}
