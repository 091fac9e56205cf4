import type { statementShapes } from './statement-shapes.ts';

/** A policy as OPA's planner lays it out: one plan an entrypoint, and the functions (rules) they call. */
export interface Plan {
  /** String constants, which operands and number references name by index. */
  readonly strings: readonly string[];
  readonly files: readonly string[];
  readonly builtins: ReadonlyMap<string, BuiltinDeclaration>;
  readonly entrypoints: ReadonlyMap<string, readonly Block[]>;
  readonly functions: ReadonlyMap<string, PlanFunction>;
}

export interface BuiltinDeclaration {
  /** The JSON type of the result (`boolean`, `number`, …), undefined where it is more than one. */
  readonly resultType: string | undefined;
}

export interface PlanFunction {
  readonly name: string;
  /** Input and data come first, then what the rule's head declares. */
  readonly params: readonly Local[];
  readonly return: Local;
  readonly blocks: readonly Block[];
  /** The name by which a dynamic call finds it. */
  readonly path: readonly string[];
}

/** A variable of one plan or function. 0 is the input document and 1 the data document. */
export type Local = number;

/** Statements that run in order until one is undefined, which ends the block. */
export type Block = readonly Statement[];

export type Operand =
  | { readonly type: 'local'; readonly value: Local }
  | { readonly type: 'string_index'; readonly value: number }
  | { readonly type: 'bool'; readonly value: boolean };

/** Where in the Rego source a statement comes from; rows and columns count from 1. */
export interface Location {
  readonly file: number;
  readonly row: number;
  readonly col: number;
}

interface FieldTypes {
  readonly local: Local;
  readonly locals: readonly Local[];
  readonly operand: Operand;
  readonly operands: readonly Operand[];
  readonly text: string;
  readonly integer: number;
  readonly integers: readonly number[];
  readonly block: Block;
  readonly blocks: readonly Block[];
}

type Shapes = typeof statementShapes;
type Fields<Shape> = {
  readonly [F in keyof Shape]: Shape[F] extends keyof FieldTypes ? FieldTypes[Shape[F]] : never;
};

export type StatementKind = keyof Shapes;
export type StatementOf<Kind extends StatementKind> = Fields<Shapes[Kind]> & {
  readonly kind: Kind;
  readonly at: Location;
};

/** A kind this version of OPA has added since, about which nothing is known. */
export interface UnknownStatement {
  readonly kind: 'unknown';
  readonly name: string;
  readonly at: Location;
}

export type Statement = { [Kind in StatementKind]: StatementOf<Kind> }[StatementKind] | UnknownStatement;
