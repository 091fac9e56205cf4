import type { Mutant, Site } from './mutant.ts';
import { mutateSql } from './mutate-sql.ts';
import { children, type Node, parse } from './source-tree.ts';

/** What each operator is taken for. */
const OPERATORS: Readonly<Record<string, readonly string[]>> = {
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
  '===': ['!=='],
  '!==': ['==='],
  '+': ['-'],
  '-': ['+'],
  '*': ['+'],
  '%': ['*'],
  '>>': ['<<'],
  '??=': ['='],
  '+=': ['-='],
  '-=': ['+='],
};

/** Names and texts that say the opposite, or nearly the same. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  ALWAYS: ['NEVER'],
  NEVER: ['ALWAYS'],
  everywhere: ['nowhere'],
  nowhere: ['everywhere'],
  every: ['some'],
  some: ['every'],
  min: ['max'],
  max: ['min'],
  startsWith: ['endsWith'],
  endsWith: ['startsWith'],
  and: ['or'],
  or: ['and'],
  eq: ['neq'],
  ne: ['eq'],
  neq: ['eq'],
  lt: ['lte', 'gt'],
  lte: ['lt', 'gte'],
  gt: ['gte', 'lt'],
  gte: ['gt', 'lte'],
  in: ['nin'],
  nin: ['in'],
  always: ['never'],
  never: ['always'],
  startswith: ['endswith', 'contains'],
  endswith: ['startswith'],
  contains: ['startswith'],
  unknown: ['smallest'],
  smallest: ['unknown'],
};

/** Methods that give what they are called on, changed: a call may be left out. */
const PASSING: ReadonlySet<string> = new Set(['filter', 'sort', 'toReversed', 'reverse', 'slice', 'flat']);

/** Every small mistake that can be planted in a module of TypeScript; in a writer of SQL, in its texts too. */
export function findMutants(file: string, source: string): Mutant[] {
  const writesSql = file.includes('/sql/');
  const found: Mutant[] = [];

  const times = new Map<string, number>();
  const plant = (site: Site, part: { start: number; end: number }, replacement: string) => {
    const { start, end } = part;
    const line = source.slice(0, start).split('\n').length;
    const text = (source.split('\n')[line - 1] ?? '').trim();
    const change = `${shown(source.slice(start, end))} → ${shown(replacement)}`;
    const nth = (times.get(`${text} ${change}`) ?? 0) + 1;
    times.set(`${text} ${change}`, nth);
    found.push({
      file,
      start,
      end,
      replacement,
      site,
      line,
      source: text,
      // The same change may be made in several places of a line, and in lines that are alike.
      change: nth === 1 ? change : `${change} (${nth})`,
    });
  };

  const visit = (node: Node, inStatements: boolean): void => {
    if (isSkipped(node)) return;
    const site = { start: node.start, end: node.end, statement: inStatements };
    const text = (part: unknown) => source.slice((part as Node).start, (part as Node).end);
    switch (node.type) {
      case 'BinaryExpression':
      case 'AssignmentExpression': {
        const { left, right, operator } = node as unknown as { left: Node; right: Node; operator: string };
        const at = source.indexOf(operator, left.end);
        const joins = operator === '+' && [left, right].some(isText);
        for (const other of joins ? [] : (OPERATORS[operator] ?? [])) {
          const whole = { ...site, statement: false };
          if (at < right.start) plant(whole, { start: at, end: at + operator.length }, other);
        }
        break;
      }
      case 'LogicalExpression': {
        const { left, right, operator } = node as unknown as { left: Node; right: Node; operator: string };
        const at = source.indexOf(operator, left.end);
        if (operator !== '??') plant(site, { start: at, end: at + 2 }, operator === '&&' ? '||' : '&&');
        plant(site, node, text(left));
        if (operator !== '??') plant(site, node, text(right));
        break;
      }
      case 'IfStatement':
      case 'ConditionalExpression': {
        const condition = node.test as Node;
        const own = { start: condition.start, end: condition.end, statement: false };
        plant(own, condition, 'true');
        plant(own, condition, 'false');
        break;
      }
      case 'UnaryExpression':
        if (node.operator === '!' || node.operator === '-') plant(site, node, `(${text(node.argument)})`);
        break;
      case 'ExpressionStatement':
      case 'ThrowStatement':
      case 'ContinueStatement':
        if (inStatements && !text(node).startsWith('super(')) plant(site, node, ';');
        break;
      case 'ArrayExpression': {
        const elements = (node.elements as (Node | null)[]).filter((each) => each !== null);
        for (const each of elements) {
          plant(
            site,
            node,
            `[${elements
              .filter((other) => other !== each)
              .map(text)
              .join(', ')}]`,
          );
        }
        break;
      }
      case 'Literal': {
        const { value } = node as unknown as { value: unknown };
        if (typeof value === 'boolean') plant(site, node, String(!value));
        if (typeof value === 'number' || typeof value === 'bigint') {
          plant(
            site,
            node,
            source
              .slice(node.start, node.end)
              .replace(/^\w+/, (digits) => `(${digits} + ${typeof value === 'bigint' ? '1n' : '1'})`),
          );
        }
        if (typeof value === 'string') {
          for (const other of Object.hasOwn(WORDS, value) ? (WORDS[value] ?? []) : [])
            plant(site, node, `'${other}'`);
        }
        if (writesSql && typeof value === 'string') {
          for (const { start, end, replacement } of mutateSql(text(node)))
            plant(site, { start: node.start + start, end: node.start + end }, replacement);
        }
        break;
      }
      case 'TemplateLiteral':
        if (writesSql) {
          for (const { start, end, replacement } of mutateSql(text(node)))
            plant(site, { start: node.start + start, end: node.start + end }, replacement);
        }
        break;
      case 'Identifier': {
        const name = node.name as string;
        if (/^(ALWAYS|NEVER|everywhere|nowhere)$/.test(name))
          for (const other of WORDS[name] ?? []) plant(site, node, other);
        break;
      }
      case 'CallExpression': {
        const callee = node.callee as Node;
        const property = callee.property as Node | undefined;
        if (callee.type !== 'MemberExpression' || property?.type !== 'Identifier') break;
        const name = property.name as string;
        for (const other of /^(every|some|min|max|startsWith|endsWith|and|or)$/.test(name)
          ? (WORDS[name] ?? [])
          : [])
          plant({ ...site, statement: false }, property, other);
        if (PASSING.has(name)) plant({ ...site, statement: false }, node, text(callee.object));
        break;
      }
    }
    for (const { name, child } of children(node)) {
      if (isPassedBy(node, name)) continue;
      const statements = name === 'body' && (node.type === 'BlockStatement' || node.type === 'Program');
      visit(child, statements || (name === 'consequent' && node.type === 'SwitchCase'));
    }
  };

  visit(parse(source), false);
  return found;
}

function isText({ type, value }: Node): boolean {
  return type === 'TemplateLiteral' || typeof value === 'string';
}

/** Types, imports, and the words of errors. */
function isSkipped(node: Node): boolean {
  if (node.type.startsWith('TS')) {
    return !/^TS(As|Satisfies|NonNull)Expression$/.test(node.type);
  }
  if (node.type.startsWith('Import')) return true;
  if (node.type === 'ExportAllDeclaration') return true;
  const callee = node.callee as Node | undefined;
  return node.type === 'NewExpression' && /(Error|Refusal|NotLiftable)$/.test(String(callee?.name));
}

/** What is no value: names of members, types, and patterns that are assigned to. */
function isPassedBy(node: Node, name: string): boolean {
  if (name === 'typeAnnotation' || name === 'typeParameters' || name === 'typeArguments') return true;
  if (name === 'returnType' || name === 'superTypeParameters' || name === 'implements') return true;
  if (name === 'key' || (name === 'property' && node.computed !== true)) return true;
  if (name === 'id' || name === 'label' || name === 'local' || name === 'exported') return true;
  if (name === 'left' && (node.type === 'AssignmentExpression' || node.type.startsWith('For'))) return true;
  return name === 'params' || (name === 'argument' && node.type === 'UpdateExpression');
}

function shown(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}
