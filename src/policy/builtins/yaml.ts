import { type Alias, isAlias, isMap, isScalar, isSeq, type Node, parseAllDocuments, type Scalar } from 'yaml';
import { isYamlTooDeep, MAX_NESTING } from '../../nesting.ts';
import { makeInteger, makeNumber, RegoNumber, numberText as textOfNumber } from '../values/number.ts';
import { RegoObject } from '../values/object.ts';
import { RegoSet } from '../values/set.ts';
import type { Value } from '../values/value.ts';
import { type Builtins, EvaluationLimit } from './builtin.ts';
import { shortestFloat } from './go/format-float.ts';
import { marshal } from './go/json-text.ts';
import { type PlainScalar, plainScalar } from './go/yaml-scalar.ts';
import { writeYaml, type YamlValue } from './go/yaml-writer.ts';
import { makeArray, makeObject, textOf } from './operands.ts';

/** YAML as go.yaml.in/yaml v3 has it, on the parser of the package `yaml`. Source: OPA, internal/yaml. */
export const yamlBuiltins: Builtins = {
  'yaml.unmarshal': ([operand]) => {
    const text = textOf(operand);
    return text === undefined ? undefined : read(text);
  },
  'yaml.is_valid': ([operand]) => {
    const text = textOf(operand);
    return text !== undefined && read(text) !== undefined;
  },
  'yaml.marshal': ([value]) => {
    // The JSON goes through a YAML reader, which takes no control characters.
    if (value === undefined || /[\x7f-\x9f\ufffe\uffff]/.test(marshal(value))) return undefined;
    return writeYaml(yamlOf(value), shortestFloat);
  },
};

/** The most nodes a document may grow to through aliases. */
const mostNodes = 1_000_000;

class NotYaml extends Error {
  override readonly name = 'NotYaml';
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what YAML forbids
const control = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]/;

/** The first document; the others have to be well-formed too. */
function read(text: string): Value | undefined {
  if (control.test(text)) return undefined;
  if (isYamlTooDeep(text)) throw tooDeep();
  const documents = parseAllDocuments(text, {
    schema: 'failsafe',
    uniqueKeys: false,
    logLevel: 'silent',
    prettyErrors: false,
  });
  const isForeign = documents.some(
    ({ directives }) => directives?.yaml.explicit && directives.yaml.version !== '1.1',
  );
  const streams = 'empty' in documents ? [documents] : documents;
  const faults = streams.flatMap(({ errors, warnings }) => [...errors, ...warnings]);
  if (
    isForeign ||
    faults.some((fault) => fault.name === 'YAMLParseError' || fault.code === 'BAD_DIRECTIVE')
  ) {
    return undefined;
  }
  const [first] = documents;
  try {
    let nodes = 0;
    const resolve = (alias: Alias) => {
      const target = alias.resolve(first as NonNullable<typeof first>) as Node | undefined;
      if (target === undefined) throw new NotYaml('an unknown alias');
      return target;
    };
    const count = () => {
      nodes += 1;
      if (nodes > mostNodes) throw new NotYaml('too many nodes');
    };
    return readNode((first?.contents ?? null) as Node | null, { text, resolve, count }, 0);
  } catch (error) {
    if (error instanceof NotYaml) return undefined;
    throw error;
  }
}

function tooDeep(): EvaluationLimit {
  return new EvaluationLimit(`YAML nested deeper than ${MAX_NESTING} levels`);
}

interface Reading {
  readonly text: string;
  readonly resolve: (alias: Alias) => Node;
  readonly count: () => void;
}

/** Aliases let values nest deeper than their text does. */
function readNode(node: Node | null, reading: Reading, depth: number): Value {
  reading.count();
  if (depth > MAX_NESTING) throw tooDeep();
  if (node === null) return null;
  if (isAlias(node)) return readNode(reading.resolve(node), reading, depth);
  if (isScalar(node)) return regoOf(scalarOf(node, reading.text));
  if (isSeq(node))
    return makeArray(node.items.map((item) => readNode(item as Node | null, reading, depth + 1)));
  if (!isMap(node)) throw new NotYaml('an unknown node');
  const own = new Map<string, Value>();
  const merged: RegoObject[] = [];
  for (const { key, value } of node.items) {
    const target = value as Node | null;
    if (isScalar(key) && key.value === '<<' && key.type === 'PLAIN' && key.tag === undefined) {
      merged.push(...mappingsOf(target, reading, depth));
    } else own.set(keyOf(key as Node | null, reading), readNode(target, reading, depth + 1));
  }
  // What is merged first wins, and all own members win over it.
  const entries = merged.reverse().flatMap((mapping) => mapping.entries());
  return makeObject([...entries, ...own]);
}

/** What `<<` names: a mapping, or a list of them. */
function mappingsOf(node: Node | null, reading: Reading, depth: number): RegoObject[] {
  const target = isAlias(node) ? reading.resolve(node) : node;
  const list = isSeq(target) ? (target.items as (Node | null)[]) : [target];
  return list.map((item) => {
    const value = readNode(item, reading, depth + 1);
    if (!(value instanceof RegoObject)) throw new NotYaml('a merge of something else than mappings');
    return value;
  });
}

function keyOf(node: Node | null, reading: Reading): string {
  const target = isAlias(node) ? reading.resolve(node) : node;
  if (!isScalar(target)) throw new NotYaml('a key that is no scalar');
  const value = scalarOf(target, reading.text);
  if (value === null) throw new NotYaml('a key that is null');
  if (typeof value !== 'number') return String(value);
  if (!Number.isFinite(value)) return Number.isNaN(value) ? '.nan' : value < 0 ? '-.inf' : '.inf';
  return shortestFloat32(value);
}

/** Go's shortest form of the number as one of 32 bits. */
function shortestFloat32(value: number): string {
  const rounded = Math.fround(value);
  for (let digits = 1; digits < 10; digits++) {
    const short = Number(rounded.toPrecision(digits));
    if (Math.fround(short) === rounded) return shortestFloat(short);
  }
  return shortestFloat(rounded);
}

function scalarOf({ value, type, tag, source, range }: Scalar, document: string): PlainScalar {
  const text = typeof value === 'string' ? value : (source ?? '');
  // Unlike JSON, YAML has no pairs of escapes for one character.
  if (type === 'QUOTE_DOUBLE' && /\\u[dD][89a-fA-F]/.test(document.slice(range?.[0], range?.[1]))) {
    throw new NotYaml('half a character');
  }
  const short = tag?.replace('tag:yaml.org,2002:', '!!');
  if (short === undefined) return type === 'PLAIN' ? plainScalar(text) : text;
  if (short === '!!binary') return Buffer.from(text, 'base64').toString('utf8');
  const wanted = { '!!int': 'bigint', '!!float': 'number', '!!bool': 'boolean', '!!null': 'object' }[short];
  if (wanted === undefined) return text;
  const plain = plainScalar(text);
  if (wanted === 'number' && typeof plain === 'bigint') return Number(plain);
  if (typeof plain !== wanted) throw new NotYaml(`no ${short}`);
  return plain;
}

function regoOf(value: PlainScalar): Value {
  if (typeof value === 'bigint') return makeInteger(value);
  if (typeof value !== 'number') return value;
  if (!Number.isFinite(value)) throw new NotYaml('JSON has no such number');
  return makeNumber(Object.is(value, -0) ? '-0' : String(value));
}

/** As the value's JSON reads in YAML: large and broken numbers are binary there. */
function yamlOf(value: Value): YamlValue {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number' || value instanceof RegoNumber) return plainScalar(textOfNumber(value));
  if (value instanceof RegoSet) return value.values().map(yamlOf);
  if (!(value instanceof RegoObject)) return value.map(yamlOf);
  return new Map(
    value
      .entries()
      .map(([key, member]) => [typeof key === 'string' ? key : marshal(key), yamlOf(member)] as const),
  );
}
