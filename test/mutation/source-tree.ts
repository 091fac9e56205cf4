import { tsPlugin } from '@sveltejs/acorn-typescript';
import { Parser } from 'acorn';

/** A node of the syntax tree, by ESTree's names, with TypeScript's beside them. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [member: string]: unknown;
}

const parser = Parser.extend(tsPlugin());

/** The syntax tree of a module of TypeScript. */
export function parse(source: string): Node {
  return parser.parse(source, { ecmaVersion: 'latest', sourceType: 'module' }) as unknown as Node;
}

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
}

/** The nodes right below one, with the names they go by there. */
export function children(node: Node): { readonly name: string; readonly child: Node }[] {
  return Object.entries(node).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).filter(isNode).map((child) => ({ name, child })),
  );
}
